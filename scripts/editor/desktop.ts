import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { countsVariable } from '../counts.ts';
import { root } from '../paths.ts';
import { run } from '../run.ts';
import { freshSettings, writeSettings } from './settings.ts';

/** How desktop VS Code can be shown here: on a display, through a virtual one, or not at all. */
export type Display = 'display' | 'xvfb' | 'none';

export function findDisplay(): Display {
  if (process.platform !== 'linux') return 'display';
  if (process.env.DISPLAY || process.env.WAYLAND_DISPLAY) return 'display';
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.some((folder) => existsSync(join(folder, 'xvfb-run'))) ? 'xvfb' : 'none';
}

/** The path of the newest stable desktop VS Code, downloaded on first use; throws if it cannot be reached. */
export async function desktopBuild(): Promise<string> {
  return downloadAndUnzipVSCode({
    version: 'stable',
    cachePath: join(root, '.vscode-test'),
    timeout: 15_000,
    reporter: { report: () => {}, error: () => {} },
  });
}

/** Runs the in-host suites in desktop VS Code; answers whether they ended well. */
export async function runInDesktop(
  executable: string,
  display: Display,
  countsFile: string,
): Promise<boolean> {
  // A short path: VS Code puts its sockets into this folder, and their paths must stay short.
  const scratch = mkdtempSync(join(tmpdir(), 'muster-'));
  const profile = join(scratch, 'p');
  writeSettings(join(profile, 'User', 'settings.json'), freshSettings);
  const args = [
    scratch,
    `--extensionDevelopmentPath=${root}`,
    `--extensionTestsPath=${join(root, 'dist', 'test', 'suite.js')}`,
    `--user-data-dir=${profile}`,
    `--extensions-dir=${join(scratch, 'x')}`,
    '--disable-workspace-trust',
    '--disable-updates',
    '--skip-welcome',
    '--skip-release-notes',
    ...(process.platform === 'linux' ? ['--no-sandbox', '--disable-gpu'] : []),
  ];
  const env = { ...process.env, [countsVariable]: countsFile };
  try {
    const code =
      display === 'xvfb'
        ? await run('xvfb-run', ['--auto-servernum', executable, ...args], { env })
        : await run(executable, args, { env });
    return code === 0;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
