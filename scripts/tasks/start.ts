import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundle } from '../bundle.ts';
import { browserBuild } from '../editor/browserBuild.ts';
import { findDesktopCommand, openDesktop } from '../editor/desktopCommand.ts';
import { openInBrowser } from '../editor/openInBrowser.ts';
import { installExtension, startServer } from '../editor/server.ts';
import { freshSettings, writeSettings } from '../editor/settings.ts';
import { atEnd } from '../lifetime.ts';
import { root } from '../paths.ts';
import { packageVsix } from '../vsix.ts';

const { values } = parseArgs({
  options: {
    browser: { type: 'boolean', default: false },
    'no-open': { type: 'boolean', default: false },
    port: { type: 'string', default: '0' },
  },
});

const scratch = mkdtempSync(join(tmpdir(), 'muster-demo-'));
const folder = join(scratch, 'demo-workspace');
const profile = join(scratch, 'editor');
cpSync(join(root, 'media', 'demo-workspace'), folder, { recursive: true });
atEnd(() => rmSync(profile, { recursive: true, force: true, maxRetries: 3 }));

const desktop = values.browser ? undefined : findDesktopCommand();
if (desktop === undefined) await startInBrowser();
else await startOnDesktop(desktop);

async function startOnDesktop(command: string): Promise<void> {
  console.log('Building Muster…');
  await bundle('development');
  writeSettings(join(profile, 'User', 'settings.json'), freshSettings);
  console.log(`\nVS Code opens with Muster on a copy of the demo project:\n  ${folder}\n`);
  process.exitCode = await openDesktop(command, folder, profile);
}

async function startInBrowser(): Promise<void> {
  const build = await browserBuild();
  console.log('Building and packaging Muster…');
  const { path: vsix } = await packageVsix();
  writeSettings(join(profile, 'data', 'User', 'settings.json'), freshSettings);
  await installExtension(build, profile, vsix);
  console.log("Starting VS Code's browser build…");
  const server = await startServer({ build, dataDir: profile, port: Number(values.port), trust: true });
  const query = new URLSearchParams({ folder });
  const address = `http://127.0.0.1:${server.port}/?${query}`.replaceAll('%2F', '/');
  console.log(`\nMuster runs on a copy of the demo project:\n  ${folder}\n`);
  console.log(`Open this address:\n  ${address}\n\nCtrl+C ends it.`);
  if (!values['no-open']) openInBrowser(address);
  await server.ended;
}
