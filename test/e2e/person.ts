import { setTimeout as wait } from 'node:timers/promises';
import type { Locator } from 'playwright-core';

/** Clicks like somebody who has read what it is for: what is clicked in the very moment it appears counts as a slip. */
export async function clickAfterReading(button: Locator): Promise<void> {
  await button.waitFor();
  await wait(500);
  await button.click();
}
