import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { ToolError } from './core/agent/tool.ts';
import type { TimedEvent } from './core/journal/agentView.ts';
import { planRevert, type RevertScope } from './core/journal/revertPlan.ts';
import { elsewhere, foldersOf, isSamePlace } from './core/journal/runFolders.ts';
import type { Change } from './workspace/changes/commit.ts';
import { removeEmptyFolders } from './workspace/checkpoints/emptyFolders.ts';
import { type JudgedRestore, judgeRestore } from './workspace/checkpoints/judgeRestore.ts';
import { createKeptBytes, keptBytesFolder } from './workspace/checkpoints/keptBytes.ts';
import { restoreFiles } from './workspace/checkpoints/restoreFiles.ts';
import type { RestorePlace } from './workspace/checkpoints/restoreTarget.ts';
import { openWorkspace } from './workspace/confinement/resolver.ts';
import type { OpenFiles } from './workspace/content/openFiles.ts';
import { type Journal, openJournal, recorder } from './workspace/journal/journalFile.ts';
import { JournalError } from './workspace/journal/journalLine.ts';
import { JournalInUse, requireFree } from './workspace/journal/journalWriter.ts';
import { listRuns } from './workspace/journal/listRuns.ts';
import { readFacts } from './workspace/journal/readFacts.ts';

/** Where runs worked and what they left behind. */
export interface PastPlace {
  readonly folders: readonly { readonly name: string; readonly path: string }[];
  readonly stateDirectory: string;
  readonly openFiles: OpenFiles;
  /** Gets each journal line after it was written. */
  readonly onLine?: (line: TimedEvent) => void;
}

export type RevertFile = Omit<JudgedRestore, 'change'>;

/**
 * `stale`: a file changed while this was looked at; `atWork`: the run is under way; `failed`: the disk, the editor or
 * the journal refused. Nothing was restored in any of these, but for what `reason` names.
 */
export type RevertOutcome =
  | { readonly kind: 'reverted'; readonly restored: readonly string[] }
  | { readonly kind: 'stale' | 'atWork' | 'failed'; readonly reason: string };

/** What undoing changes of a run would do, as the disk was when it was opened. */
export interface Revert {
  /** Sorted by path; empty where there is nothing to undo. */
  readonly files: readonly RevertFile[];
  /** Restores every file that is ready, all or none. Rejects only when `signal` aborts, with nothing restored. */
  apply(signal: AbortSignal): Promise<RevertOutcome>;
}

/**
 * Looks up what changes of a run can be undone; nothing is written. Throws `JournalError` for a run that is at work or
 * that has no journal that can be read.
 */
export async function openRevert(
  place: PastPlace,
  runId: string,
  scope: RevertScope,
  signal: AbortSignal = new AbortController().signal,
): Promise<Revert> {
  const { folders, stateDirectory, openFiles } = place;
  const run = listRuns(stateDirectory).find((candidate) => candidate.runId === runId);
  if (!run) throw new JournalError(`There is no run ${runId}.`);
  requireFree(dirname(run.path));
  const events = await readFacts(run.path, signal);
  const plan = planRevert(events, scope);
  const workspace = await openWorkspace({ folders, closed: [stateDirectory] });
  const ran = foldersOf(events);
  if (!isSamePlace(ran, workspace.folders)) throw new JournalError(elsewhere(runId, ran));
  const kept = createKeptBytes(join(stateDirectory, keptBytesFolder));
  const restorePlace: RestorePlace = { workspace, openFiles, kept };
  const judged: JudgedRestore[] = [];
  for (const planned of plan.files) judged.push(await judgeRestore(restorePlace, planned, signal));
  const changes = judged.flatMap(({ change }) => (change ? [change] : []));
  return {
    files: judged.map(({ change: _, ...file }) => file),
    apply: async (applySignal) => {
      const outcome = await apply({ place, restorePlace, runId, scope }, changes, applySignal);
      if (outcome.kind === 'reverted') await removeEmptyFolders(workspace, plan.folders);
      return outcome;
    },
  };
}

interface Applied {
  readonly place: PastPlace;
  readonly restorePlace: RestorePlace;
  readonly runId: string;
  readonly scope: RevertScope;
}

async function apply(
  { place, restorePlace, runId, scope }: Applied,
  changes: readonly Change[],
  signal: AbortSignal,
): Promise<RevertOutcome> {
  if (changes.length === 0) return { kind: 'reverted', restored: [] };
  signal.throwIfAborted();
  let journal: Journal | undefined;
  try {
    journal = await openJournal(place.stateDirectory, runId);
    const emit = recorder(journal, place.onLine);
    const revertId = randomUUID();
    const { ofAgent, paths } = scope;
    emit({ type: 'revertStarted', revertId, ofAgent, paths: paths && [...paths] });
    const outcome = await restoreFiles(restorePlace, changes, { revertId, emit }, signal);
    if (outcome === 'stale') return { kind: 'stale', reason: 'A file changed meanwhile. Look again.' };
    return { kind: 'reverted', restored: changes.map(({ path }) => path.display) };
  } catch (error) {
    if (!(error instanceof ToolError || error instanceof JournalError)) throw error;
    return { kind: error instanceof JournalInUse ? 'atWork' : 'failed', reason: error.message };
  } finally {
    journal?.close();
  }
}
