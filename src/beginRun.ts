import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type FirstAgent, parentOf } from './core/firstAgent.ts';
import type { Ask } from './core/human/request.ts';
import type { TimedEvent } from './core/journal/agentView.ts';
import type { Event } from './core/journal/event.ts';
import type { Clock, Ports } from './core/ports.ts';
import { builtInProfiles } from './core/prompts/builtInProfiles.ts';
import { type Run, RunBrief, startRun } from './core/run.ts';
import { teamToolNames } from './core/spawn/leadTools.ts';
import type { Profiles } from './core/spawn/profile.ts';
import type { SlotSource } from './core/spawn/slots.ts';
import { priceOf } from './providers/prices.ts';
import { requireRetriable } from './requireRetriable.ts';
import type { ProgressBoard } from './workspace/board/progressBoard.ts';
import { sweepLeftovers } from './workspace/changes/sweepLeftovers.ts';
import { createKeptBytes, keptBytesFolder } from './workspace/checkpoints/keptBytes.ts';
import { openWorkspace } from './workspace/confinement/resolver.ts';
import type { OpenFiles } from './workspace/content/openFiles.ts';
import { createHostFiles } from './workspace/hostFiles/hostFiles.ts';
import { type Journal, openJournal } from './workspace/journal/journalFile.ts';
import { JournalError } from './workspace/journal/journalLine.ts';
import { createPastUse } from './workspace/journal/pastUse.ts';
import { describeLayout } from './workspace/layout/describeLayout.ts';
import { readLayout } from './workspace/layout/readLayout.ts';
import { createProfiles } from './workspace/profiles/profiles.ts';
import { createFileTools, fileToolNames } from './workspace/tools/fileTools.ts';

/** What both composition roots decide for themselves; the rest of a run is the same in the editor and the terminal. */
export interface Surroundings {
  readonly folders: readonly { readonly name: string; readonly path: string }[];
  /** Where journals are kept; agents never reach it. */
  readonly stateDirectory: string;
  readonly rgPath: string;
  readonly provider: Ports['provider'];
  readonly canUse: Ports['canUse'];
  /** The places to work that all runs of this process share. */
  readonly sharedSlots: SlotSource;
  /** The progress boards of this process. */
  readonly board: ProgressBoard;
  readonly ask: Ask;
  readonly openFiles: OpenFiles;
  readonly clock: Clock;
  /** Gets each journal line after it was written. */
  readonly onLine: (line: TimedEvent) => void;
}

/** A task with the model that leads, or a child of an earlier run that is tried again. */
export type Assignment = { readonly task: string; readonly model: string } | { readonly first: FirstAgent };

export type Wanted = Assignment & Pick<RunBrief, 'childModel' | 'approval' | 'limits' | 'childLimits'>;

/**
 * Opens the workspace and a new journal, and starts a run on them. Rejects, with nothing begun, if one cannot be opened,
 * and if the child of an earlier run cannot be tried again here and now.
 */
export async function beginRun(
  wanted: Wanted,
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<{ readonly runId: string; readonly run: Run }> {
  const { folders, stateDirectory, rgPath, provider, canUse, sharedSlots, ask, clock, openFiles, onLine } =
    surroundings;
  const runId = newRunId(new Date());
  const first = firstOf(wanted);
  const workspace = await openWorkspace({ folders, closed: [stateDirectory] });
  if (first.retryOf) await requireRetriable(stateDirectory, first.retryOf.runId, workspace.folders);
  // As it is now: what an agent makes of it counts for later runs only.
  const { layout, files } = await readLayout({ workspace, rgPath }, signal);
  const opened = workspace.folders.map(({ name, root }) => ({ name, root }));
  const profiles = createProfiles({ workspace, layout, stateDirectory, builtIn: builtInProfiles });
  const { childModel, approval, limits, childLimits } = wanted;
  const brief = RunBrief.parse({
    runId,
    first,
    childModel,
    approval,
    limits,
    childLimits,
    profiles: await approvedProfiles(profiles),
    workspace: describeLayout(layout, workspace.folders),
  });
  const kept = createKeptBytes(join(stateDirectory, keptBytesFolder));
  const journal = await openJournal(stateDirectory, runId);
  // Tidying must neither delay a run nor stop it.
  sweepLeftovers({ workspace, rgPath, now: Date.now() }, signal).catch(() => {});
  const record = (event: Event) => {
    onLine(journal.append(event));
    board.note(event);
    if (event.type === 'runStarted') record({ type: 'layoutRead', folders: opened, files });
  };
  const board = surroundings.board.begin(runId, { workspace, layout, openFiles }, record);
  const ports: Ports = {
    provider,
    canUse,
    price: priceOf,
    profiles,
    pastUse: createPastUse(stateDirectory),
    sharedSlots,
    ask,
    clock,
    hostFiles: createHostFiles({ workspace, layout, openFiles }),
    tools: createFileTools({ workspace, layout, rgPath, openFiles, kept }),
    append: record,
    closing: () => board.end(),
    newId: randomUUID,
  };
  const run = startRun(brief, ports, signal);
  const report = run.report.then(async (ended) => {
    await board.end();
    closed(journal);
    return ended;
  });
  return { runId, run: { ...run, report } };
}

function firstOf(wanted: Assignment): FirstAgent {
  if ('first' in wanted) return wanted.first;
  return parentOf({ ...wanted, tools: [...fileToolNames, ...teamToolNames] });
}

/** Those that agents are told of: words of a file count only once a person has approved it. */
async function approvedProfiles(profiles: Profiles): Promise<RunBrief['profiles']> {
  const found = await profiles.list();
  return found.flatMap((each) => {
    if (each.kind === 'broken' || (each.source.kind === 'file' && !each.source.isTrusted)) return [];
    const { name, description } = each.profile;
    return [{ name, description }];
  });
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
