import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { eventually, repeatedly } from './patience.ts';
import { readIt } from './person.ts';

/** What a person does in an editor with mouse and keyboard. Whatever does not appear in time throws. */
export interface Gestures {
  /** Runs a command by its full title in the palette, such as `Muster: Run task…`. */
  command(title: string): Promise<void>;
  /** Types into the open input box, and accepts it. */
  input(text: string): Promise<void>;
  /** Picks the entry of the open list that has exactly this label. */
  pick(label: string): Promise<void>;
  /** The notification that holds this text, once it is shown. After a while it goes into the list of them by itself. */
  notification(text: string): Promise<Locator>;
  /** Reads a notification and clicks a button of it, also after it went into the list. */
  answer(text: string, button: string | RegExp): Promise<void>;
  /** Clicks a button, wherever it is, by its exact name. */
  click(button: string): Promise<void>;
  /** Shows a container of the activity bar by its title. */
  openView(title: string): Promise<void>;
  /** The labels of all tree rows that are visible now, in order. */
  treeItems(): Promise<readonly string[]>;
  /** The first tree row that holds this text, once it is shown. */
  treeItem(text: string): Promise<Locator>;
  /** Resolves when an entry of the status bar holds this text. */
  statusBar(text: string | RegExp): Promise<void>;
}

/** So long a notification stays before it goes into the list, in milliseconds; those with a warning a little longer. */
const toastMs = 12_000;

export function gestures(page: Page): Gestures {
  const quickInput = page.locator('.quick-input-widget');
  const typed = quickInput.locator('input[type="text"]');
  const rows = quickInput.getByRole('option');
  const row = (label: string) => {
    const exactly = new RegExp(`^\\s*${label.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`);
    return rows.filter({ has: page.locator('.label-name', { hasText: exactly }) }).first();
  };
  const notified = (text: string) =>
    page.locator('.notification-list-item').filter({ hasText: text, visible: true }).first();

  async function command(title: string): Promise<void> {
    // An editor that is still starting loses the key or the text, or does not know the command yet.
    await repeatedly(async (timeout) => {
      if (await typed.isVisible()) await page.keyboard.press('Escape');
      await page.keyboard.press('F1');
      await typed.fill(`>${title}`, { timeout });
      await row(title).click({ timeout });
    });
  }

  async function notification(text: string): Promise<Locator> {
    try {
      await notified(text).waitFor({ timeout: toastMs });
    } catch {
      await command('Notifications: Show Notifications');
      await notified(text).waitFor();
    }
    return notified(text);
  }

  return {
    command,
    async input(text) {
      // The palette that led here uses the same box.
      await eventually(async () => assert.doesNotMatch(await typed.inputValue(), /^>/));
      await typed.fill(text);
      await typed.press('Enter');
    },
    async pick(label) {
      await row(label).click();
    },
    notification,
    async answer(text, button) {
      await notification(text);
      await readIt();
      await repeatedly(async (timeout) => {
        if (!(await notified(text).isVisible())) await command('Notifications: Show Notifications');
        await notified(text).getByRole('button', { name: button }).click({ timeout });
      });
    },
    async click(button) {
      await page.getByRole('button', { name: button, exact: true }).first().click();
    },
    async openView(title) {
      const tab = page.locator('.activitybar').getByRole('tab', { name: title });
      const heading = page.locator('.sidebar .composite.title').filter({ hasText: new RegExp(title, 'i') });
      // A click on the tab of the view that is open would close it.
      await repeatedly(async (timeout) => {
        if ((await tab.getAttribute('aria-expanded', { timeout })) !== 'true') await tab.click({ timeout });
        await heading.waitFor({ timeout });
      });
    },
    async treeItems() {
      const labels = await page.getByRole('treeitem').allInnerTexts();
      return labels.map((label) => label.replaceAll(/\s+/g, ' ').trim());
    },
    async treeItem(text) {
      const item = page.getByRole('treeitem').filter({ hasText: text }).first();
      await item.waitFor();
      return item;
    },
    async statusBar(text) {
      await page.locator('.statusbar-item').filter({ hasText: text }).first().waitFor();
    },
  };
}
