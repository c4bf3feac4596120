import { setTimeout as wait } from 'node:timers/promises';

/** So long, in milliseconds, may anything take that a person waits for. */
export const patience = 30_000;

/** Looks again until what is claimed holds. When patience ends, what the last look met with is thrown. */
export async function eventually(claim: () => unknown): Promise<void> {
  const end = performance.now() + patience;
  for (;;) {
    try {
      await claim();
      return;
    } catch (error) {
      if (performance.now() > end) throw error;
    }
    await wait(50);
  }
}

/**
 * Tries a gesture again, as long as patience lasts, whose steps did not succeed in time. Each try leaves its steps
 * more of it than the one before. The gesture may begin anew only what did not happen.
 */
export async function repeatedly(gesture: (timeout: number) => Promise<void>): Promise<void> {
  const end = performance.now() + patience;
  for (let timeout = 3_000; ; timeout *= 1.5) {
    try {
      return await gesture(timeout);
    } catch (error) {
      if (performance.now() > end) throw error;
    }
  }
}
