import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** The settings of a fresh editor that shows Muster and nothing else; the model is the one that needs no key. */
export const freshSettings = {
  'muster.model': 'demo/scripted',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'git.openRepositoryInParentFolders': 'never',
};

/** Writes a `settings.json`, with its folder. */
export function writeSettings(path: string, settings: Readonly<Record<string, unknown>>): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(settings, null, 2)}\n`);
}
