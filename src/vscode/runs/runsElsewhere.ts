import * as vscode from 'vscode';
import type { PastRun, Runs } from './runs.ts';

/** A run as its journal tells it once it is over; `atWork` until then, undefined if it has left none to be read. */
export type LookAgain = (runId: string, signal: AbortSignal) => Promise<PastRun | 'atWork' | undefined>;

/** What it takes to notice that runs have ended elsewhere. */
export interface Following {
  readonly runs: Runs;
  readonly lookAgain: LookAgain;
  readonly view: Pick<vscode.TreeView<unknown>, 'visible' | 'onDidChangeVisibility'>;
  readonly everyMs?: number;
}

/**
 * Shows the runs of other windows as they ended there. Looks for their ends every few seconds, one look after the other,
 * and only while there are such runs and the view is seen.
 */
export function followElsewhere({ runs, lookAgain, view, everyMs = 3000 }: Following): vscode.Disposable {
  const closed = new AbortController();
  let next: NodeJS.Timeout | undefined;
  const look = async () => {
    for (const runId of runs.elsewhere) {
      // One that cannot be read is over all the same, and stays as it was.
      const past = await lookAgain(runId, closed.signal).catch(() => undefined);
      if (closed.signal.aborted) return;
      if (past !== 'atWork') runs.endElsewhere(runId, past);
    }
    next = undefined;
    plan();
  };
  const plan = () => {
    if (next !== undefined || !view.visible || runs.elsewhere.length === 0) return;
    next = setTimeout(() => void look(), everyMs);
    next.unref();
  };
  plan();
  return vscode.Disposable.from(
    runs.onDidChange(plan),
    view.onDidChangeVisibility(plan),
    new vscode.Disposable(() => {
      closed.abort();
      clearTimeout(next);
    }),
  );
}
