import type { Report } from '../../../src/core/agent/report.ts';
import { Harness, type Setting } from '../harness.ts';
import { call, type Script, say, type Turn } from '../scriptedProvider.ts';

/** One line of a batch's results. */
export interface ResultLine {
  readonly items: readonly string[];
  readonly agent_id: string;
  readonly outcome: Report['outcome'];
  readonly summary: string;
  readonly reason?: string;
}

export const batch = (more: object) => call('spawn_batch', { task: 'do {{item}}', label: 'List', ...more });

export const numbers = (count: number): string[] => Array.from({ length: count }, (_, n) => `${n}`);

/** The same answer for every child of a batch over these items. */
export const childScripts = (items: readonly string[], turns: readonly Turn[] = [say('Did.')]) =>
  Object.fromEntries(items.map((item): [string, Script] => [`do ${item}`, turns]));

/** A run with room for many children. */
export function bigRun(scripts: Setting['scripts'], more: Partial<Setting> = {}): Harness {
  const { limits, ...rest } = more;
  return new Harness({ scripts, limits: { children: 1000, concurrency: 8, ...limits }, ...rest });
}

/** What is in the results file of the run's only batch. */
export function resultsOf(run: Harness): ResultLine[] {
  const path = batchReport(run).deliverables[0]?.path ?? '';
  const text = run.disk.files.get(path) ?? '';
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

/** The report of the run's only batch. */
export function batchReport(run: Harness): Report {
  const [finished, ...more] = run.of('batchFinished');
  if (!finished || more.length > 0) throw new Error('There is not exactly one report of a batch.');
  return finished.report;
}

/** Children with a batch that were made and have not ended, at most, over the whole run. */
export function mostAtOnce(run: Harness): number {
  let now = 0;
  let most = 0;
  for (const event of run.events) {
    if (event.type === 'agentQueued' && event.parentId !== null) now += 1;
    if (event.type === 'agentFinished') now -= 1;
    most = Math.max(most, now);
  }
  return most;
}
