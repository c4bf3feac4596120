import { join } from 'node:path';
import { openRevert, type PastPlace } from './revertRun.ts';
import type { FileState } from './workspace/checkpoints/fileStates.ts';
import { findHalfDone } from './workspace/checkpoints/interruptedCommits.ts';
import {
  findHalfRestored,
  type HalfRestored,
  recordEnds,
} from './workspace/checkpoints/interruptedReverts.ts';
import { createKeptBytes, keptBytesFolder } from './workspace/checkpoints/keptBytes.ts';
import { recentFacts } from './workspace/checkpoints/recentFacts.ts';
import {
  type SettleChoice,
  type SettleOutcome,
  type SettlePlace,
  settleCommit,
} from './workspace/checkpoints/settleCommit.ts';
import { openWorkspace } from './workspace/confinement/resolver.ts';
import { JournalError } from './workspace/journal/journalLine.ts';

/** A change of several files, or a revert of several, that a crash left half done. */
export interface Interrupted {
  readonly kind: 'change' | 'revert';
  readonly runId: string;
  /** Of a revert, the id of the revert. */
  readonly commitId: string;
  /** Whose change it was. Of a revert, whose changes it takes back; undefined for those of the whole run. */
  readonly agentId: string | undefined;
  /** What each of them has now: the bytes of before, those it was to get, or others. */
  readonly files: readonly FileState[];
  /**
   * `leave` is always possible, and is not asked about again; a revert cannot be undone. Rejects only when `signal`
   * aborts.
   */
  settle(choice: SettleChoice, signal: AbortSignal): Promise<SettleOutcome>;
}

/** What crashes left half done in the newest runs of a state folder: changes, then reverts, each of the newest run first. */
export async function openInterrupted(
  place: PastPlace,
  signal: AbortSignal,
): Promise<readonly Interrupted[]> {
  const { folders, stateDirectory, openFiles, onLine } = place;
  const workspace = await openWorkspace({ folders, closed: [stateDirectory] });
  const kept = createKeptBytes(join(stateDirectory, keptBytesFolder));
  const parts = { workspace, openFiles, kept, stateDirectory, onLine };
  const runs = await recentFacts(parts, signal);
  const changes = (await findHalfDone(parts, runs, signal)).map(({ runId, commit, files }): Interrupted => {
    const { commitId, agentId } = commit;
    const settle: Interrupted['settle'] = (choice, settleSignal) =>
      settleCommit(parts, { runId, commit }, choice, settleSignal);
    return { kind: 'change', runId, commitId, agentId, files, settle };
  });
  const reverts = (await findHalfRestored(parts, runs, signal)).map((found): Interrupted => {
    const { runId, revert, files } = found;
    const settle: Interrupted['settle'] = (choice, settleSignal) =>
      settleRevert({ place, parts }, found, choice, settleSignal);
    return { kind: 'revert', runId, commitId: revert.revertId, agentId: revert.ofAgent, files, settle };
  });
  return [...changes, ...reverts];
}

async function settleRevert(
  { place, parts }: { readonly place: PastPlace; readonly parts: SettlePlace },
  found: HalfRestored,
  choice: SettleChoice,
  signal: AbortSignal,
): Promise<SettleOutcome> {
  if (choice === 'undo') return { kind: 'stuck', reason: 'A revert can only be finished, or left as it is.' };
  try {
    const reason = choice === 'finish' ? await revertRest(place, found, signal) : undefined;
    if (reason !== undefined) return { kind: 'stuck', reason };
    await recordEnds(parts, found, signal);
    return { kind: 'settled' };
  } catch (error) {
    if (!(error instanceof JournalError)) throw error;
    return { kind: 'stuck', reason: error.message };
  }
}

/** Runs the revert again for what it left; the result is why nothing was done. All files or none, as the first time. */
async function revertRest(
  place: PastPlace,
  { runId, revert }: HalfRestored,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { ofAgent, open } = revert;
  const rest = await openRevert(place, runId, { ofAgent, paths: open.map(({ path }) => path) }, signal);
  const stays = rest.files.find(({ state }) => state !== 'ready' && state !== 'alreadyBack');
  if (stays) return `"${stays.path}": ${stays.reason ?? 'It cannot be restored.'}`;
  const outcome = await rest.apply(signal);
  return outcome.kind === 'reverted' ? undefined : outcome.reason;
}
