import { randomUUID } from 'node:crypto';
import type { Ask } from './core/human/request.ts';
import type { TimedEvent } from './core/journal/agentView.ts';
import type { Clock, Ports } from './core/ports.ts';
import { type Run, RunBrief, startRun } from './core/run.ts';
import { leadToolNames } from './core/spawn/leadTools.ts';
import { createFileTools, fileToolNames } from './workspace/fileTools.ts';
import { type Journal, openJournal } from './workspace/journalFile.ts';
import { JournalError } from './workspace/journalLine.ts';
import { defaultLayout, describeLayout } from './workspace/layout.ts';
import { openWorkspace } from './workspace/resolver.ts';
import { sweepLeftovers } from './workspace/sweepLeftovers.ts';

/** What both composition roots decide for themselves; the rest of a run is the same in the editor and the terminal. */
export interface Surroundings {
  readonly folders: readonly { readonly name: string; readonly path: string }[];
  /** Where journals are kept; agents never reach it. */
  readonly stateDirectory: string;
  readonly rgPath: string;
  readonly provider: Ports['provider'];
  readonly ask: Ask;
  readonly clock: Clock;
  /** Gets each journal line after it was written. */
  readonly onLine: (line: TimedEvent) => void;
}

export type Wanted = Pick<RunBrief, 'task' | 'model' | 'childModel' | 'approval' | 'limits' | 'childLimits'>;

/** Opens the workspace and a new journal, and starts a run on them. Rejects, with nothing begun, if one cannot be opened. */
export async function beginRun(
  wanted: Wanted,
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<{ readonly runId: string; readonly run: Run }> {
  const { folders, stateDirectory, rgPath, provider, ask, clock, onLine } = surroundings;
  const runId = newRunId(new Date());
  const layout = defaultLayout;
  const workspace = await openWorkspace({ folders, closed: [stateDirectory] });
  const brief = RunBrief.parse({
    ...wanted,
    runId,
    tools: [...fileToolNames, ...leadToolNames],
    workspace: describeLayout(layout, workspace.folders),
  });
  const journal = openJournal(stateDirectory, runId);
  // Tidying must neither delay a run nor stop it.
  sweepLeftovers({ workspace, rgPath, now: Date.now() }, signal).catch(() => {});
  const ports: Ports = {
    provider,
    ask,
    clock,
    tools: createFileTools({ workspace, layout, rgPath }),
    append: (event) => onLine(journal.append(event)),
    newId: randomUUID,
  };
  const run = startRun(brief, ports, signal);
  const report = run.report.finally(() => closed(journal));
  return { runId, run: { ...run, report } };
}

/** All that counts was written line by line before; a run's report does not fail for the last sync. */
function closed(journal: Journal): void {
  try {
    journal.close();
  } catch (error) {
    if (!(error instanceof JournalError)) throw error;
  }
}

/** Sorts by time, and is unguessable at its end: `20261121-093000-1f0c9a2b`. */
function newRunId(now: Date): string {
  const digits = now.toISOString().replace(/\D/g, '');
  return `${digits.slice(0, 8)}-${digits.slice(8, 14)}-${randomUUID().slice(0, 8)}`;
}
