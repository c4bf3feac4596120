import { totalTokens } from '../../core/human/amounts.ts';
import type { Forecast } from '../../core/human/request.ts';
import { type FinishedChild, readPastChildren } from './pastChildren.ts';

/** How long what was read counts: children finish all the time, and a forecast need not know the last of them. */
const freshMs = 60_000;

/**
 * Forecasts one child by the median of those of its profile and model that did their work in the newest runs of a
 * state folder; null where there were none. Reads the folder when first asked, then at most once a minute, and never
 * rejects. `now` is monotonic time in milliseconds.
 */
export function createPastUse(
  stateDirectory: string,
  now: () => number = () => performance.now(),
): (kind: { readonly profile: string | undefined; readonly model: string }) => Promise<Forecast> {
  let latest: { readonly readAt: number; readonly children: Promise<readonly FinishedChild[]> } | undefined;

  return async ({ profile, model }) => {
    if (latest === undefined || now() - latest.readAt >= freshMs)
      latest = { readAt: now(), children: readPastChildren(stateDirectory) };
    const all = await latest.children;
    const alike = all.filter((child) => child.model === model && child.profile === profile);
    return {
      tokens: median(alike.map(({ usage }) => totalTokens(usage))),
      costUsd: median(alike.flatMap(({ cost }) => (cost?.isWhole ? [cost.usd] : []))),
    };
  };
}

/** Of an even number the higher of the middle two, as a forecast had better not be too low. */
function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}
