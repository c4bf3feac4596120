import { dirname, join } from 'node:path';
import { advance, foldRun, type RunView } from './core/journal/runView.ts';
import { ignoreJournals } from './workspace/journal/journalLine.ts';
import { isJournalWritten } from './workspace/journal/journalWriter.ts';
import { listRuns, type StoredRun } from './workspace/journal/listRuns.ts';
import { readEnds } from './workspace/journal/readEnds.ts';
import { journalPieces } from './workspace/journal/readJournal.ts';

/** A run as its journal tells it. */
export interface PastRun {
  readonly view: RunView;
  /** Bytes of a journal of which only the start and the end were read: nothing is known of its agents. */
  readonly unread?: number;
  /** Its journal was being written when it was about to be read: another process may be ahead of what it told. */
  readonly isAtWork: boolean;
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
    const past = await lookAt(run, isShort);
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
  const found = runIn(stateDirectory, runId);
  return found && (await wholeRun(found, signal).catch(ignoreJournals))?.view;
}

/**
 * A run that was at work, as a first look finds it once it is over; `atWork` until then. Undefined if it has no journal
 * that can be read. Rejects with the reason of `signal` when that aborts.
 */
export async function lookAgain(
  stateDirectory: string,
  runId: string,
  signal: AbortSignal,
): Promise<PastRun | 'atWork' | undefined> {
  if (isJournalWritten(join(stateDirectory, runId))) return 'atWork';
  const found = runIn(stateDirectory, runId);
  return found && lookAt(found, found.size <= mostBytes, signal);
}

function runIn(stateDirectory: string, runId: string): StoredRun | undefined {
  return runsIn(stateDirectory).find((run) => run.runId === runId);
}

function runsIn(stateDirectory: string): readonly StoredRun[] {
  try {
    return listRuns(stateDirectory);
  } catch (error) {
    return ignoreJournals(error) ?? [];
  }
}

async function lookAt(run: StoredRun, isShort: boolean, signal?: AbortSignal): Promise<PastRun | undefined> {
  // Asked first: a run that ends meanwhile is then looked at again, and not taken for one that was cut off.
  const isAtWork = isJournalWritten(dirname(run.path));
  const past = await (isShort ? wholeRun(run, signal) : endsOfRun(run)).catch(ignoreJournals);
  return past && { ...past, isAtWork };
}

type Told = Pick<PastRun, 'view' | 'unread'>;

async function wholeRun({ path }: StoredRun, signal?: AbortSignal): Promise<Told | undefined> {
  let view: RunView | undefined;
  for await (const { lines } of journalPieces(path, signal))
    for (const line of lines) view = advance(view, line);
  return view && { view };
}

/** Its task and how it ended, if that stands near the end. */
async function endsOfRun({ path, size }: StoredRun): Promise<Told | undefined> {
  const { first, last } = await readEnds(path, size);
  const started = first.find(({ event }) => event.type === 'runStarted');
  const finished = last.findLast(({ event }) => event.type === 'runFinished');
  const view = foldRun([started, finished].filter((line) => line !== undefined));
  return view && { view, unread: size };
}
