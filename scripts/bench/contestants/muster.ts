import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rgPath } from '@vscode/ripgrep';
import { beginRun } from '../../../src/beginRun.ts';
import { advance, answerOf, type RunView } from '../../../src/core/journal/runView.ts';
import { Slots } from '../../../src/core/spawn/slots.ts';
import {
  createAvailability,
  createProviders,
  type EndpointSources,
} from '../../../src/providers/catalogue.ts';
import { createDemoProvider } from '../../../src/providers/demo/demo.ts';
import { systemClock } from '../../../src/systemClock.ts';
import { createProgressBoard } from '../../../src/workspace/board/progressBoard.ts';
import { noOpenFiles } from '../../../src/workspace/content/openFiles.ts';
import type { Job } from '../job.ts';

const childLimits = { deadlineSeconds: 600, turns: 50, tokens: 1_000_000, costUsd: 5 };
/** Kept as an editor keeps the view of a run that has ended, so that what lingers in it counts. */
export const views: (RunView | undefined)[] = [];

/** Muster as people get it: gate, budgets and journal, the folder's guard, the API's client, the view of the run. */
export async function run({ base, n, prompt, files }: Job): Promise<string> {
  const stateDirectory = mkdtempSync(join(tmpdir(), 'muster-bench-state-'));
  const endpoints: EndpointSources = {
    key: async () => undefined,
    baseUrl: () => `${base}/v1`,
    keyHint: () => '',
  };
  let view: RunView | undefined;
  try {
    const { run } = await beginRun(
      {
        task: prompt,
        model: 'compatible/mock',
        childModel: 'compatible/mock',
        approval: 'none',
        limits: {
          ...{ children: n, depth: 1, concurrency: n },
          ...{ tokens: 1_000_000_000, costUsd: 1_000, askFanOutFrom: null },
        },
        childLimits,
      },
      {
        folders: [{ name: 'bench', path: files }],
        stateDirectory,
        rgPath,
        openFiles: noOpenFiles,
        provider: createProviders({ ...endpoints, demo: createDemoProvider() }),
        canUse: createAvailability(endpoints),
        sharedSlots: new Slots(n),
        board: createProgressBoard({ clock: systemClock }),
        ask: async () => ({ kind: 'expired', reason: 'nobody is here' }),
        clock: systemClock,
        onLine: (line) => {
          view = advance(view, line);
        },
      },
      new AbortController().signal,
    );
    const { outcome, reason } = await run.report;
    views.push(view);
    if (outcome !== 'completed') throw new Error(`The run ended ${outcome}: ${reason}`);
    const unfinished = view?.agents.filter((agent) => agent.status !== 'completed') ?? [];
    if (unfinished.length > 0) throw new Error(`${unfinished.length} agents did not complete.`);
    return view ? answerOf(view) : '';
  } finally {
    if (process.env.BENCH_KEEP === undefined) rmSync(stateDirectory, { recursive: true });
  }
}
