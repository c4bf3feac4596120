import { type Overtaken, type Plan, ToolError } from '../../core/agent/tool.ts';
import type { ResolvedPath } from '../confinement/guard.ts';
import { decodeText } from '../content/fileText.ts';
import { withMarkOf } from '../editing/byteOrderMark.ts';
import type { Looseness } from '../editing/looseness.ts';
import { mergeTexts } from '../editing/mergeTexts.ts';
import { changedSince, type KnownText, knownText, type ToolContext } from '../tools/toolContext.ts';
import { diskReason } from './diskReason.ts';
import { newText, type Wanted } from './planChanges.ts';

/** An edit as a function of the text it is made on. Throws `ToolError` where it does not fit. */
export type Edit = (
  text: string,
  most: Looseness,
) => { readonly text: string; readonly notes: readonly string[] };

/** The version of a file that an agent knows; its bytes where nobody has kept them yet. */
interface InMind {
  readonly hash: string;
  readonly bytes: Buffer | undefined;
}

/** A file as it is now, and as it is to be. */
export interface EditedFile {
  readonly before: KnownText;
  readonly after: KnownText;
  /** What its agent takes the file for afterwards, where that is not what is in it. */
  readonly inMind?: InMind;
  readonly notes: readonly string[];
}

/**
 * Makes an edit on a file the agent has read. If the file changed since, the edit is made on what the agent read and
 * brought together with the other changes, where they do not touch; an edit that was overtaken may else find its exact
 * place in the file as it is now. Throws `ToolError`: a conflict to be ended by reading again, or what the edit throws.
 */
export async function editedFile(
  context: ToolContext,
  path: ResolvedPath,
  { edit, overtaken }: { readonly edit: Edit; readonly overtaken: Overtaken },
  signal: AbortSignal,
): Promise<EditedFile> {
  const before = await knownText(context, path, 'beSeen', signal);
  const after = (text: string) => newText(withMarkOf(before.text, text), path.display, before.encoding);
  const known = context.ledger.requireSeen(path);
  if (known === before.hash) {
    const { text, notes } = edit(before.text, 'typography');
    return { before, after: after(text), notes };
  }

  const base = await versionOf(context, path, known);
  const own = base && attempt(() => edit(base.text, 'typography'));
  const version = own && base && newText(withMarkOf(base.text, own.text), path.display, base.encoding);
  const inMind = { hash: version?.hash ?? known, bytes: version?.bytes };
  const merged = own && base && mergeTexts(base.text, own.text, before.text);
  const others = `"${path.display}" had changed since you read it; your edit was`;
  if (own !== undefined && merged !== undefined && merged !== before.text) {
    const note = `${others} merged with those changes, which you have not seen.`;
    return { before, after: after(merged), inMind, notes: [...own.notes, note] };
  }
  const now = overtaken === 'no' ? undefined : attempt(() => edit(before.text, 'exact'));
  if (now === undefined) throw changedSince(context, path, before.hash);
  return { before, after: after(now.text), inMind, notes: [`${others} made in it as it is now.`] };
}

/** A plan after whose run its agent and the others know what they must of the files it wrote. */
export function remembering(
  context: ToolContext,
  plan: Plan,
  files: readonly (Wanted & Pick<EditedFile, 'inMind'>)[],
): Plan {
  if (plan.kind === 'deny') return plan;
  return {
    ...plan,
    run: async (signal) => {
      await keepVersions(context, files);
      const outcome = await plan.run(signal);
      if (outcome.kind !== 'output') return outcome;
      for (const { path, after, inMind } of files) {
        if (after !== null && inMind !== undefined) context.ledger.knows(path, inMind.hash);
        context.writers.wrote(path, after?.hash ?? null, context.agent);
      }
      return outcome;
    },
  };
}

/** Kept before anything is written, so that the agent's next edit has its base. */
async function keepVersions(
  { kept }: ToolContext,
  files: readonly Pick<EditedFile, 'inMind'>[],
): Promise<void> {
  try {
    for (const { inMind } of files) if (inMind?.bytes !== undefined) await kept.keep(inMind.bytes);
  } catch (error) {
    throw new ToolError(`Nothing was written: your version could not be kept (${diskReason(error)}).`);
  }
}

async function versionOf(
  context: ToolContext,
  path: ResolvedPath,
  hash: string,
): Promise<ReturnType<typeof decodeText> | undefined> {
  const bytes = await context.kept.read(hash);
  return bytes && attempt(() => decodeText(bytes, path.display));
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof ToolError) return undefined;
    throw error;
  }
}
