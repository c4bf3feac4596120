import { ToolError } from '../../core/agent/tool.ts';
import type { PlannedRestore } from '../../core/journal/revertPlan.ts';
import { permissionBits } from '../changes/atomicWrite.ts';
import type { Change } from '../changes/commit.ts';
import type { CurrentFile } from '../content/currentFile.ts';
import { countOf, decodeText, hashOf } from '../content/fileText.ts';
import { hasHiddenChanges } from '../content/hiddenChanges.ts';
import { type RestorePlace, restoreTarget } from './restoreTarget.ts';

/** The content of a file for people to compare; of one that is no text a note about it stands for it. */
export interface ShownContent {
  readonly text: string;
  readonly isNote?: true;
}

/** One file of a revert, and whether it can be put back as it was before. */
export interface JudgedRestore {
  readonly path: string;
  /** `changedSince`: somebody changed it after the agents. `notKept`: its bytes of before are not there any more. */
  readonly state: 'ready' | 'changedSince' | 'alreadyBack' | 'notKept' | 'refused';
  readonly reason?: string;
  /** What is there, and what would be there again. Null where there is no file. */
  readonly now: ShownContent | null;
  readonly before: ShownContent | null;
  /** What puts it back; set where it is ready. */
  readonly change?: Change;
}

/** Looks at the disk and at what was kept. Never throws for a file that cannot be restored: that is an answer. */
export async function judgeRestore(
  place: RestorePlace,
  planned: PlannedRestore,
  signal: AbortSignal,
): Promise<JudgedRestore> {
  const { path: named, to, expected, refusal } = planned;
  const target = await targetOf(place, named, signal);
  if (typeof target === 'string') return { path: named, ...refused(target), now: null, before: null };
  const { path, now } = target;
  const bytes = to.hash === null ? null : await place.kept.read(to.hash);
  const shown = { path: named, now: contentOf(now?.bytes ?? null), before: contentOf(bytes ?? null) };
  const hash = now?.hash ?? null;
  if (hash === to.hash && !hasOtherMode(now, to.mode)) return { ...shown, state: 'alreadyBack' };
  if (refusal !== undefined) return { ...shown, ...refused(refusal) };
  if (hasHiddenChanges(path, place.openFiles))
    return { ...shown, ...refused(`${unsaved} Save or close it first.`) };
  if (!expected.includes(hash)) {
    const reason = now?.isDirty ? unsaved : 'It was changed after the agents.';
    return { ...shown, state: 'changedSince', reason };
  }
  if (bytes === undefined)
    return { ...shown, state: 'notKept', reason: 'What was in it before is not kept any more.' };
  return { ...shown, state: 'ready', change: { path, before: now, after: bytes, mode: to.mode } };
}

const unsaved = 'It has changes in an editor that are not saved.';

const hasOtherMode = (now: CurrentFile | null, mode: number | undefined) =>
  now !== null && mode !== undefined && BigInt(mode) !== (now.stats.mode & permissionBits);

const refused = (reason: string) => ({ state: 'refused' as const, reason });

async function targetOf(...parameters: Parameters<typeof restoreTarget>) {
  try {
    return await restoreTarget(...parameters);
  } catch (error) {
    if (error instanceof ToolError) return error.message;
    throw error;
  }
}

const mostShown = 1_000_000;

function contentOf(bytes: Buffer | null): ShownContent | null {
  if (bytes === null) return null;
  const note = (what: string): ShownContent => ({
    text: `${what}, ${countOf(bytes.length)} bytes, SHA-256 ${hashOf(bytes)}`,
    isNote: true,
  });
  if (bytes.length > mostShown) return note('A large file');
  try {
    return { text: decodeText(bytes, '').text };
  } catch (error) {
    if (error instanceof ToolError) return note('Not a text');
    throw error;
  }
}
