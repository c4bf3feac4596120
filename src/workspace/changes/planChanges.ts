import type { Outcome, Plan } from '../../core/agent/tool.ts';
import type { FileChange } from '../../core/human/request.ts';
import { type ChangeVerdict, judgeChange } from '../confinement/access.ts';
import type { ResolvedPath } from '../confinement/guard.ts';
import { type Encoding, encodeText, hashOf } from '../content/fileText.ts';
import type { KnownText, ToolContext } from '../tools/toolContext.ts';
import { changeNotes } from './changeNotes.ts';
import { type ChangeRecord, landedFact } from './changeRecord.ts';
import { type Change, commit } from './commit.ts';
import { loadsNewSchema } from './schemaAddresses.ts';

/** One file a tool wants to change. `named` is the model's text for it, resolved again before anything is written. */
export interface Wanted {
  readonly named: string;
  readonly path: ResolvedPath;
  readonly before: KnownText | null;
  readonly after: KnownText | null;
  /** The permission bits of a file that moves here. */
  readonly mode?: number | undefined;
}

/** Bytes and text of a file that does not exist yet. Throws `ToolError` where the text cannot be stored. */
export function newText(text: string, display: string, encoding: Encoding = 'utf-8'): KnownText {
  const bytes = encodeText(text, display, { encoding });
  return { bytes, text, encoding, hash: hashOf(bytes) };
}

/**
 * The plan of a change: allowed where every file lies in an open area, denied if one may not be changed, else asked.
 * Running it writes exactly the bytes of the draft, or nothing.
 */
export function planChanges(
  context: ToolContext,
  change: { readonly callId: string; readonly wanted: readonly Wanted[]; readonly done: string },
): Plan {
  const verdicts = change.wanted.map((wanted) => verdictOn(wanted, wanted.path, context));
  const denied = verdicts.find((verdict) => verdict.kind === 'deny');
  if (denied?.kind === 'deny') return denied;

  const run = (signal: AbortSignal) => runChanges(context, { ...change, verdicts }, signal);
  if (verdicts.every(({ kind }) => kind === 'allow')) return { kind: 'allow', run };
  const changes = change.wanted.map((wanted, index) => draftOf(wanted, verdicts[index]));
  return { kind: 'ask', draft: { kind: 'change', changes }, run };
}

/** Also in an open area a person is asked where the editor would act on the content by itself. */
function verdictOn({ before, after }: Wanted, path: ResolvedPath, { layout }: ToolContext): ChangeVerdict {
  const verdict = judgeChange(path, layout);
  if (verdict.kind === 'deny') return verdict;
  const isWatched = loadsNewSchema(path.display, before?.text ?? null, after?.text ?? null);
  return isWatched ? { kind: 'ask', isProtected: true } : verdict;
}

function draftOf({ path, before, after }: Wanted, verdict: ChangeVerdict | undefined): FileChange {
  const notes = changeNotes(path.facts.protectedName, before?.text ?? null, after?.text ?? null);
  return {
    path: path.display,
    before: before && { hash: before.hash, text: before.text },
    after: after && { hash: after.hash, text: after.text },
    isProtected: verdict?.kind === 'ask' && verdict.isProtected,
    ...(notes.length > 0 && { notes: [...notes] }),
  };
}

interface PlannedChange {
  readonly callId: string;
  readonly wanted: readonly Wanted[];
  readonly done: string;
  readonly verdicts: readonly ChangeVerdict[];
}

async function runChanges(
  context: ToolContext,
  planned: PlannedChange,
  signal: AbortSignal,
): Promise<Outcome> {
  const locked = planned.wanted.map(({ path }) => path.canonical);
  return context.workspace.locks.hold(
    locked,
    async () => {
      const changes = await resolveAgain(context, planned);
      if (changes === undefined) return { kind: 'stale' };
      const { openFiles, kept } = context;
      const parts = { record: recordOf(context, planned.callId), openFiles, kept };
      if ((await commit(changes, parts, signal)) === 'stale') return { kind: 'stale' };
      return { kind: 'output', text: planned.done };
    },
    signal,
  );
}

/** The same files judged again on the disk as it is now; undefined if a path or its verdict is another one. */
async function resolveAgain(
  context: ToolContext,
  planned: PlannedChange,
): Promise<readonly Change[] | undefined> {
  const changes: Change[] = [];
  for (const [index, wanted] of planned.wanted.entries()) {
    const { named, path, before, after, mode } = wanted;
    const resolution = await context.workspace.resolve(named);
    if (resolution.kind === 'denied' || resolution.path.canonical !== path.canonical) return undefined;
    const verdict = verdictOn(wanted, resolution.path, context);
    if (verdict.kind !== planned.verdicts[index]?.kind) return undefined;
    changes.push({ path: resolution.path, before, after: after?.bytes ?? null, mode });
  }
  return changes;
}

function recordOf({ agent, layout, ledger, emit }: ToolContext, callId: string): ChangeRecord {
  const by = { agentId: agent.agentId, callId };
  return {
    changing: (fact) => emit({ type: 'fileChanging', ...by, ...fact }),
    changed: (fact, landed, { path }) => {
      if (landed === null) ledger.forget(path);
      else ledger.knows(path, landed.hash);
      const deliverable = landed !== null && judgeChange(path, layout).kind === 'allow';
      emit({ type: 'fileChanged', ...by, ...fact, ...landedFact(fact, landed), deliverable });
    },
    failed: (fact, reason) => emit({ type: 'fileChangeFailed', ...by, ...fact, reason }),
  };
}
