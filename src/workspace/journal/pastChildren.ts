import { z } from 'zod';
import { Cost } from '../../core/agent/cost.ts';
import { Usage } from '../../core/agent/provider.ts';
import { linePieces } from './linePieces.ts';
import { listRuns, type StoredRun } from './listRuns.ts';

/** A child of a past run, or of the one under way, that came to the end of its work. */
export interface FinishedChild {
  readonly profile: string | undefined;
  readonly model: string;
  readonly usage: Usage;
  readonly cost?: Cost | undefined;
}

const mostJournals = 20;
const mostBytes = 50 * 1024 * 1024;

const Queued = z.object({
  type: z.literal('agentQueued'),
  agentId: z.string(),
  /** 0 for who leads the run. */
  depth: z.number(),
  brief: z.object({ model: z.string(), profile: z.object({ name: z.string() }).optional() }),
});
const Finished = z.object({
  type: z.literal('agentFinished'),
  agentId: z.string(),
  report: z.object({ outcome: z.string(), usage: Usage, cost: Cost.optional() }),
});
const Line = z.object({ v: z.literal(1), event: z.discriminatedUnion('type', [Queued, Finished]) });

/** Inside a text of another event the quotation marks would be escaped. */
const telling = ['"type":"agentQueued"', '"type":"agentFinished"'];

/**
 * The children that completed their work, whole or in part, in the newest journals of a state folder. Those that
 * failed or were cancelled tell nothing of what the work takes. Never rejects: a journal that cannot be read, or not in
 * full, is left out, as are those that no longer fit within 50 MB. No hash is checked, since nothing rests on this.
 */
export async function readPastChildren(stateDirectory: string): Promise<readonly FinishedChild[]> {
  const children: FinishedChild[] = [];
  for (const { path, size } of await orNone(newestJournals(stateDirectory)))
    children.push(...(await orNone(childrenOf(path, size))));
  return children;
}

async function newestJournals(directory: string): Promise<readonly StoredRun[]> {
  const found: StoredRun[] = [];
  let room = mostBytes;
  for (const run of listRuns(directory)) {
    if (found.length === mostJournals) break;
    if (run.size > room) continue;
    room -= run.size;
    found.push(run);
  }
  return found;
}

async function childrenOf(path: string, size: number): Promise<readonly FinishedChild[]> {
  const queued = new Map<string, Pick<FinishedChild, 'profile' | 'model'>>();
  const children: FinishedChild[] = [];
  for await (const event of tellingEvents(path, size)) {
    if (event.type === 'agentQueued') {
      const { model, profile } = event.brief;
      if (event.depth > 0) queued.set(event.agentId, { profile: profile?.name, model });
    } else {
      const child = queued.get(event.agentId);
      const { outcome, usage, cost } = event.report;
      if (child && (outcome === 'completed' || outcome === 'partial'))
        children.push({ ...child, usage, cost });
    }
  }
  return children;
}

/**
 * The two events, with all other lines passed over unparsed. What follows the last line feed is still being written.
 * Throws for one that cannot be read.
 */
async function* tellingEvents(path: string, size: number): AsyncGenerator<z.infer<typeof Line>['event']> {
  for await (const { lines } of linePieces(path, { to: size })) {
    for (const line of lines) {
      if (telling.some((text) => line.includes(text)))
        yield Line.parse(JSON.parse(line.toString('utf8'))).event;
    }
  }
}

/** Whatever is wrong with a journal or its folder, a forecast does without it. */
function orNone<Item>(items: Promise<readonly Item[]>): Promise<readonly Item[]> {
  return items.catch(() => []);
}
