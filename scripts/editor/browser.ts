import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { root } from '../paths.ts';
import { run, runNode } from '../run.ts';

/** Starts a headless Chromium; where no browser of its family is installed, it gets one first. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = installedBrowser() ?? (await installBrowser());
  return chromium.launch({
    executablePath,
    args: [
      ...(isRoot() ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

function installedBrowser(): string | undefined {
  const chosen = process.env.MUSTER_TEST_BROWSER;
  return chosen ?? candidates().find((path) => existsSync(path));
}

function candidates(): readonly string[] {
  const own = chromium.executablePath();
  switch (process.platform) {
    case 'darwin':
      return [
        '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
        '/Applications/Chromium.app/Contents/MacOS/Chromium',
        '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
        own,
      ];
    case 'win32':
      return [
        ...['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'].flatMap((variable) => {
          const folder = process.env[variable] ?? 'C:\\';
          return [
            join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
            join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
          ];
        }),
        own,
      ];
    default: {
      const names = [
        'chromium',
        'chromium-browser',
        'google-chrome',
        'google-chrome-stable',
        'microsoft-edge',
      ];
      const folders = (process.env.PATH ?? '').split(delimiter);
      return [...names.flatMap((name) => folders.map((folder) => join(folder, name))), own];
    }
  }
}

async function installBrowser(): Promise<string> {
  if (process.platform === 'linux' && isRoot() && existsSync('/usr/bin/apt-get')) {
    console.log('Installing Chromium and a font…');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['update', '-qq'], { quiet: true, env });
    const packages = ['chromium', 'fonts-dejavu-core'];
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
      quiet: true,
      env,
    });
  } else {
    console.log('Installing a Chromium for the tests…');
    await runNode(join(root, 'node_modules', 'playwright-core', 'cli.js'), ['install', 'chromium']);
  }
  const path = installedBrowser();
  if (path === undefined) {
    throw new Error(
      'No Chrome, Edge or Chromium was found. Install one, or name its path in MUSTER_TEST_BROWSER.',
    );
  }
  return path;
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}
