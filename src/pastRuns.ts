import { advance, foldRun, type RunView } from './core/journal/runView.ts';
import { ignoreJournals } from './workspace/journal/journalLine.ts';
import { listRuns, type StoredRun } from './workspace/journal/listRuns.ts';
import { readEnds } from './workspace/journal/readEnds.ts';
import { journalPieces } from './workspace/journal/readJournal.ts';

/** A run that is over, as its journal tells it. */
export interface PastRun {
  readonly view: RunView;
  /** Bytes of a journal of which only the start and the end were read: nothing is known of its agents. */
  readonly unread?: number;
}

/** What is read of all journals together for a first look; 10 MB take about a third of a second. */
const mostBytes = 32 * 1024 * 1024;

/**
 * The newest runs of a state folder. Journals that are too long for a first look are not read in full. One that cannot
 * be read is left out.
 */
export async function pastRuns(stateDirectory: string, atMost: number): Promise<readonly PastRun[]> {
  const found: PastRun[] = [];
  let room = mostBytes;
  for (const run of runsIn(stateDirectory).slice(0, atMost)) {
    const isShort = run.size <= room;
    if (isShort) room -= run.size;
    const past = await (isShort ? wholeRun(run) : endsOfRun(run)).catch(ignoreJournals);
    if (past) found.push(past);
  }
  return found;
}

/**
 * One run as its whole journal tells it now, however long that is. Undefined if it has none that can be read. Rejects
 * with the reason of `signal` when that aborts.
 */
export async function pastRun(
  stateDirectory: string,
  runId: string,
  signal?: AbortSignal,
): Promise<RunView | undefined> {
  const found = runsIn(stateDirectory).find((run) => run.runId === runId);
  return found && (await wholeRun(found, signal).catch(ignoreJournals))?.view;
}

function runsIn(stateDirectory: string): readonly StoredRun[] {
  try {
    return listRuns(stateDirectory);
  } catch (error) {
    return ignoreJournals(error) ?? [];
  }
}

async function wholeRun({ path }: StoredRun, signal?: AbortSignal): Promise<PastRun | undefined> {
  let view: RunView | undefined;
  for await (const { lines } of journalPieces(path, signal))
    for (const line of lines) view = advance(view, line);
  return view && { view };
}

/** Its task and how it ended, if that stands near the end. */
async function endsOfRun({ path, size }: StoredRun): Promise<PastRun | undefined> {
  const { first, last } = await readEnds(path, size);
  const started = first.find(({ event }) => event.type === 'runStarted');
  const finished = last.findLast(({ event }) => event.type === 'runFinished');
  const view = foldRun([started, finished].filter((line) => line !== undefined));
  return view && { view, unread: size };
}
