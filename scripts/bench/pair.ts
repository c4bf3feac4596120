import type { Pair } from './ratioTable.ts';

export interface PairJob extends Pick<Pair, 'name' | 'bare' | 'bar'> {
  readonly rounds: number;
  ours(): Promise<unknown>;
  base(): Promise<unknown>;
}

/** Does both in turns, once before anything is measured. */
export async function pair(job: PairJob): Promise<Pair> {
  const { name, bare, bar } = job;
  const ours: number[] = [];
  const base: number[] = [];
  for (let round = -1; round < job.rounds; round += 1) {
    const timed = [await timeOf(() => job.base()), await timeOf(() => job.ours())] as const;
    if (round < 0) continue;
    base.push(timed[0]);
    ours.push(timed[1]);
  }
  return { name, bare, bar, ours, base };
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
