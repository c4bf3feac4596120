import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { launchBrowser } from '../../scripts/editor/browser.ts';
import { browserBuild } from '../../scripts/editor/browserBuild.ts';
import { installExtension, startServer } from '../../scripts/editor/server.ts';
import { freshSettings, writeSettings } from '../../scripts/editor/settings.ts';
import { root, vsixPath } from '../../scripts/paths.ts';

const patience = 20_000;

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

/** A real editor with the packaged extension, used with mouse and keyboard. Whatever does not appear in time throws. */
export interface Editor {
  readonly page: Page;
  /** Where the editor keeps its settings, extensions and state. */
  readonly dataDir: string;
  /** Runs a command by its full title in the palette, such as `Muster: Run task…`. */
  command(title: string): Promise<void>;
  /** Types into the open input box, and accepts it. */
  input(text: string): Promise<void>;
  /** Picks the entry of the open list that has exactly this label. */
  pick(label: string): Promise<void>;
  /** The notification toast that holds this text, once it is shown. */
  notification(text: string): Promise<Locator>;
  /** Clicks a button, wherever it is, by its exact name. */
  click(button: string): Promise<void>;
  /** Shows a container of the activity bar by its title. */
  openView(title: string): Promise<void>;
  /** The labels of all visible tree rows, in order. */
  treeItems(): Promise<readonly string[]>;
  /** The first tree row that holds this text, once it is shown. */
  treeItem(text: string): Promise<Locator>;
  /** The text of the status bar entry that holds this text, once it is shown. */
  statusBar(text: string): Promise<string>;
  screenshot(step: string): Promise<void>;
  close(): Promise<void>;
}

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
    await page.goto(address);
    await page.locator('.monaco-workbench').waitFor({ timeout: 60_000 });
    await page.locator('#workbench\\.parts\\.statusbar .statusbar-item').first().waitFor();
    return { page, dataDir, ...gestures(page), screenshot: screenshots(page, options.name), close };
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

function gestures(page: Page): Omit<Editor, 'page' | 'dataDir' | 'screenshot' | 'close'> {
  const quickInput = page.locator('.quick-input-widget');
  const typed = quickInput.locator('input[type="text"]');
  const rows = quickInput.getByRole('option');
  const row = (label: string) => {
    const exactly = new RegExp(`^\\s*${label.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`);
    return rows.filter({ has: page.locator('.label-name', { hasText: exactly }) }).first();
  };
  return {
    async command(title) {
      // An editor that is still starting loses the key or the text, or does not know the command yet.
      await repeatedly(async (timeout) => {
        if (await typed.isVisible()) await page.keyboard.press('Escape');
        await page.keyboard.press('F1');
        await typed.fill(`>${title}`, { timeout });
        await row(title).click({ timeout });
      });
    },
    async input(text) {
      await typed.fill(text);
      await page.keyboard.press('Enter');
    },
    async pick(label) {
      await row(label).click();
    },
    async notification(text) {
      const toast = page.locator('.notification-toast').filter({ hasText: text }).first();
      await toast.waitFor();
      return toast;
    },
    async click(button) {
      await page.getByRole('button', { name: button, exact: true }).first().click();
    },
    async openView(title) {
      const tab = page.locator('.activitybar').getByRole('tab', { name: title });
      if ((await tab.getAttribute('aria-expanded')) !== 'true') await tab.click();
      await page
        .locator('.sidebar .composite.title')
        .filter({ hasText: new RegExp(title, 'i') })
        .waitFor();
    },
    async treeItems() {
      const labels = await page.getByRole('treeitem').allInnerTexts();
      return labels.map((label) => label.replaceAll(/\s+/g, ' ').trim());
    },
    async treeItem(text) {
      const row = page.getByRole('treeitem').filter({ hasText: text }).first();
      await row.waitFor();
      return row;
    },
    async statusBar(text) {
      const entry = page.locator('.statusbar-item').filter({ hasText: text }).first();
      await entry.waitFor();
      return ((await entry.textContent()) ?? '').trim();
    },
  };
}

/** Tries again, as long as patience lasts, what has not succeeded in a few seconds. */
async function repeatedly(attempt: (timeout: number) => Promise<void>): Promise<void> {
  const end = performance.now() + patience;
  for (;;) {
    try {
      return await attempt(3_000);
    } catch (error) {
      if (performance.now() > end) throw error;
    }
  }
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
