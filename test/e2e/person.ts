import { setTimeout as wait } from 'node:timers/promises';
import type { Locator } from 'playwright-core';
import { repeatedly } from './patience.ts';

/** Reads what has just appeared: what is clicked in the very moment it appears counts as a slip. */
export async function readIt(): Promise<void> {
  await wait(500);
}

/** Clicks like somebody who has read what it is for. */
export async function clickAfterReading(button: Locator): Promise<void> {
  await button.waitFor();
  await readIt();
  await button.click();
}

/** What a click leads to: something comes, or something goes. */
export type Effect = { readonly shows: Locator } | { readonly hides: Locator };

/**
 * Points at a row and clicks one of its buttons, which is there only below the pointer. While rows are drawn anew they
 * move away from it, and what is clicked then is lost; so this goes on until the effect is seen.
 */
export async function clickInRow(row: Locator, button: string | RegExp, effect: Effect): Promise<void> {
  let wasClicked = false;
  await row.waitFor();
  await repeatedly(async (timeout) => {
    if (wasClicked && (await isSeen(effect))) return;
    await row.hover({ timeout });
    await row.getByRole('button', { name: button }).click({ timeout });
    wasClicked = true;
    await see(effect, timeout);
  });
}

/** Clicks what opens something until that is there; for what may be clicked twice. */
export async function clickToOpen(target: Locator, opened: Locator): Promise<void> {
  await target.waitFor();
  await repeatedly(async (timeout) => {
    await target.click({ timeout });
    await opened.waitFor({ timeout });
  });
}

/** Opens a folded row, unless it is open, and resolves when this row below it is there. */
export async function unfold(row: Locator, below: Locator): Promise<void> {
  await repeatedly(async (timeout) => {
    if ((await row.getAttribute('aria-expanded', { timeout })) !== 'true') await row.click({ timeout });
    await below.waitFor({ timeout });
  });
}

async function isSeen(effect: Effect): Promise<boolean> {
  return 'shows' in effect ? effect.shows.isVisible() : !(await effect.hides.isVisible());
}

async function see(effect: Effect, timeout: number): Promise<void> {
  if ('shows' in effect) await effect.shows.waitFor({ timeout });
  else await effect.hides.waitFor({ state: 'hidden', timeout });
}
