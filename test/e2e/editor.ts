import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { launchBrowser } from '../../scripts/editor/browser.ts';
import { browserBuild } from '../../scripts/editor/browserBuild.ts';
import { installExtension, startServer } from '../../scripts/editor/server.ts';
import { freshSettings, writeSettings } from '../../scripts/editor/settings.ts';
import { root, vsixPath } from '../../scripts/paths.ts';
import { type Gestures, gestures } from './gestures.ts';
import { patience } from './patience.ts';

export interface EditorOptions {
  /** The folder to open. */
  readonly folder: string;
  /** Names the folder of the screenshots, under `build/screenshots`. */
  readonly name: string;
  /** The packaged extension; by default the one that `npm run package` writes. */
  readonly vsix?: string;
  /** False opens the folder in Restricted Mode. */
  readonly trust?: boolean;
  /** User settings on top of those of a fresh editor. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: NodeJS.ProcessEnv;
}

/** A real editor with the packaged extension, used with mouse and keyboard. */
export interface Editor extends Gestures {
  readonly page: Page;
  /** Where the editor keeps its settings, extensions and state. */
  readonly dataDir: string;
  /** Reloads the window, and resolves when it is drawn. */
  reload(): Promise<void>;
  screenshot(step: string): Promise<void>;
  close(): Promise<void>;
}

/** So long may an editor take to start, in milliseconds. */
const startMs = 60_000;

/** Installs the extension into an editor of its own, starts it, and opens a folder in it. */
export async function openEditor(options: EditorOptions): Promise<Editor> {
  const closers: (() => unknown)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const { address, dataDir } = await startEditor(options, closers);
    const browser = await launchBrowser();
    closers.push(() => browser.close());
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(patience);
    await page.goto(address, { timeout: startMs });
    await drawn(page);
    return {
      page,
      dataDir,
      ...gestures(page),
      reload: async () => {
        await page.reload({ timeout: startMs });
        await drawn(page);
      },
      screenshot: screenshots(page, options.name),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startEditor(
  options: EditorOptions,
  closers: (() => unknown)[],
): Promise<{ readonly address: string; readonly dataDir: string }> {
  const build = await browserBuild();
  const dataDir = mkdtempSync(join(tmpdir(), 'muster-e2e-'));
  closers.push(() => rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 }));
  const settings = {
    ...freshSettings,
    'workbench.reduceMotion': 'on',
    // Restricted Mode at once, instead of a question that covers the whole window.
    'security.workspace.trust.startupPrompt': 'never',
    ...options.settings,
  };
  writeSettings(join(dataDir, 'data', 'User', 'settings.json'), settings);
  await installExtension(build, dataDir, options.vsix ?? vsixPath());
  const server = await startServer({
    build,
    dataDir,
    trust: options.trust ?? true,
    ...(options.env && { env: options.env }),
  });
  closers.push(() => server.close());
  const address = `http://127.0.0.1:${server.port}/?${new URLSearchParams({ folder: options.folder })}`;
  return { address, dataDir };
}

async function drawn(page: Page): Promise<void> {
  await page.locator('.monaco-workbench').waitFor({ timeout: startMs });
  await page.locator('#workbench\\.parts\\.statusbar .statusbar-item').first().waitFor({ timeout: startMs });
}

function screenshots(page: Page, name: string): (step: string) => Promise<void> {
  const folder = join(root, 'build', 'screenshots', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  let count = 0;
  return async (step) => {
    count += 1;
    const file = `${String(count).padStart(2, '0')}-${step}.png`;
    await page.screenshot({ path: join(folder, file), animations: 'disabled' });
  };
}
