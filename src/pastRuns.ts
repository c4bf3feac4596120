import { foldRun, type RunView } from './core/journal/runView.ts';
import { JournalError } from './workspace/journal/journalLine.ts';
import { listRuns, readJournal } from './workspace/journal/readJournal.ts';

/** The newest runs of a state folder as their journals tell them. A journal that cannot be read is left out. */
export function pastRuns(stateDirectory: string, atMost: number): readonly RunView[] {
  try {
    return listRuns(stateDirectory)
      .slice(0, atMost)
      .flatMap(({ path }) => viewOf(path) ?? []);
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
