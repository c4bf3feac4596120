import { foldRun, type RunView } from './core/journal/runView.ts';
import { JournalError } from './workspace/journal/journalLine.ts';
import { listRuns, readJournal } from './workspace/journal/readJournal.ts';

/** The newest runs of a state folder as their journals tell them. A journal that cannot be read is left out. */
export function pastRuns(stateDirectory: string, atMost: number): readonly RunView[] {
  return runsIn(stateDirectory)
    .slice(0, atMost)
    .flatMap(({ path }) => viewOf(path) ?? []);
}

/** One run as its journal tells it now. Undefined if it has none that can be read. */
export function pastRun(stateDirectory: string, runId: string): RunView | undefined {
  const found = runsIn(stateDirectory).find((run) => run.runId === runId);
  return found && viewOf(found.path);
}

function runsIn(stateDirectory: string): ReturnType<typeof listRuns> {
  try {
    return listRuns(stateDirectory);
  } catch (error) {
    if (error instanceof JournalError) return [];
    throw error;
  }
}

function viewOf(path: string): RunView | undefined {
  try {
    return foldRun(readJournal(path).lines);
  } catch (error) {
    if (error instanceof JournalError) return undefined;
    throw error;
  }
}
