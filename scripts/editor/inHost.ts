import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format } from 'node:util';
import type { Page } from 'playwright-core';
import { countsVariable } from '../counts.ts';
import { root } from '../paths.ts';
import { launchBrowser } from './browser.ts';
import { browserBuild } from './browserBuild.ts';
import { startServer } from './server.ts';
import { freshSettings, writeSettings } from './settings.ts';

const limitMinutes = 10;
/** What the suites put before each line of their report; all else is the editor talking to itself. */
const testMark = '│ ';

/** Runs the in-host suites in VS Code's browser build; answers whether they ended well. */
export async function runInBrowserBuild(countsFile: string): Promise<boolean> {
  const build = await browserBuild();
  const scratch = mkdtempSync(join(tmpdir(), 'muster-in-host-'));
  const dataDir = join(scratch, 'server');
  const folder = join(scratch, 'workspace');
  mkdirSync(folder);
  writeSettings(join(dataDir, 'data', 'User', 'settings.json'), freshSettings);
  const env = { [countsVariable]: countsFile };
  const server = await startServer({ build, dataDir, trust: true, testDriver: true, env });
  try {
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      return (await runSuites(page, server.port, folder)) === 0;
    } finally {
      await browser.close();
    }
  } finally {
    await server.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

function runSuites(page: Page, port: number, folder: string): Promise<number> {
  const noise: string[] = [];
  return new Promise<number>((resolve, reject) => {
    const fail = (reason: string) => reject(new Error([...noise.slice(-50), reason].join('\n')));
    const timer = setTimeout(
      () => fail(`The suites did not end in ${limitMinutes} minutes.`),
      limitMinutes * 60_000,
    );
    page.once('crash', () => fail('The page of the editor crashed.'));
    page.once('close', () => clearTimeout(timer));
    const log = (_type: string, args: readonly unknown[]) => {
      const line = format(...args);
      if (line.startsWith(testMark)) console.log(line.slice(testMark.length));
      else noise.push(line);
    };
    const start = async () => {
      await page.exposeFunction('codeAutomationLog', log);
      await page.exposeFunction('codeAutomationExit', resolve);
      await page.goto(suiteUrl(port, folder));
    };
    start().catch(reject);
  });
}

function suiteUrl(port: number, folder: string): string {
  const remote = (path: string) => `vscode-remote://127.0.0.1:${port}${urlPath(path)}`;
  const payload = [
    ['extensionDevelopmentPath', remote(root)],
    ['extensionTestsPath', remote(join(root, 'dist', 'test', 'suite.js'))],
  ];
  const query = new URLSearchParams({ folder: urlPath(folder), payload: JSON.stringify(payload) });
  return `http://127.0.0.1:${port}/?${query}`;
}

function urlPath(path: string): string {
  return process.platform === 'win32' ? `/${path.replaceAll('\\', '/')}` : path;
}
