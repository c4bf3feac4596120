import * as nodePath from 'node:path';
import { z } from 'zod';
import { defineTool, type Overtaken, type Plan, type Tool, ToolError } from '../../core/agent/tool.ts';
import { patchWords } from '../../core/prompts/fileWords.ts';
import { newText, planChanges, type Wanted } from '../changes/planChanges.ts';
import { type Edit, type EditedFile, editedFile, remembering } from '../changes/rebase.ts';
import { judgeChange } from '../confinement/access.ts';
import type { ResolvedPath } from '../confinement/guard.ts';
import { foldName } from '../confinement/protectedPaths.ts';
import { applyHunks, type Edited } from '../editing/applyHunks.ts';
import type { Looseness } from '../editing/looseness.ts';
import { parsePatch } from '../editing/parsePatch.ts';
import type { Hunk, PatchOperation } from '../editing/patch.ts';
import { knownText, resolvedTarget, type ToolContext } from './toolContext.ts';

const mostFiles = 100;
const mostNotes = 20;

type Part = Wanted & Pick<EditedFile, 'inMind'>;

const Input = z.object({ patch: z.string().max(10_000_000).describe(patchWords.input) });

/** `patch_file`: adds, updates, moves and deletes several files, all or none. */
export function patchFileTool(context: ToolContext): Tool {
  return defineTool({
    name: 'patch_file',
    description: patchWords.description,
    input: Input,
    async prepare({ patch }, { callId, overtaken }, signal) {
      const operations = parsePatch(patch);
      if (operations.length > mostFiles)
        throw new ToolError(`A patch may change at most ${mostFiles} files.`);
      const wanted: Part[] = [];
      const notes: string[] = [];
      for (const operation of operations) {
        const result = await wantedBy(context, { operation, overtaken, earlier: wanted }, signal);
        if ('kind' in result) return result;
        wanted.push(...result.wanted);
        notes.push(...result.notes);
      }
      const done = [summaryOf(operations.length, wanted), ...notes.slice(0, mostNotes)].join('\n');
      return remembering(context, planChanges(context, { callId, wanted, done }), wanted);
    },
  });
}

type Denied = Extract<Plan, { kind: 'deny' }>;

interface Asked {
  readonly operation: PatchOperation;
  readonly overtaken: Overtaken;
  /** What the operations before it want. */
  readonly earlier: readonly Part[];
}

async function wantedBy(
  context: ToolContext,
  { operation, overtaken, earlier }: Asked,
  signal: AbortSignal,
): Promise<{ readonly wanted: readonly Part[]; readonly notes: readonly string[] } | Denied> {
  const source = await changeable(context, operation.path);
  if ('kind' in source) return source;
  const { path } = source;
  const named = operation.path;
  refuseRepeat(earlier, path);
  if (operation.kind === 'add') {
    refuseExisting(path);
    const after = newText(operation.text, path.display);
    return { wanted: [{ named, path, before: null, after }], notes: [] };
  }
  if (operation.kind === 'delete') {
    const before = await knownText(context, path, 'beUnchanged', signal);
    refuseRest(before.text, operation.hunks, path.display);
    return { wanted: [{ named, path, before, after: null }], notes: [] };
  }

  const edit: Edit = (text, most) => applied(text, operation.hunks, { display: path.display, most });
  const { before, after, inMind, notes } = await editedFile(context, path, { edit, overtaken }, signal);
  const mind = inMind && { inMind };
  if (operation.moveTo === undefined) {
    if (after.hash === before.hash) throw new ToolError(`The patch leaves "${path.display}" as it is.`);
    return { wanted: [{ named, path, before, after, ...mind }], notes };
  }

  const moved = await changeable(context, operation.moveTo);
  if ('kind' in moved) return moved;
  if (moved.path.canonical === path.canonical)
    throw new ToolError(`The patch moves "${path.display}" onto itself. Nothing was changed.`);
  refuseRepeat([...earlier, { path, after: null }], moved.path);
  refuseExisting(moved.path);
  const target = {
    named: operation.moveTo,
    path: moved.path,
    before: null,
    after,
    mode: before.mode,
    ...mind,
  };
  return { wanted: [target, { named, path, before, after: null }], notes };
}

function applied(
  text: string,
  hunks: readonly Hunk[],
  how: { readonly display: string; readonly most: Looseness },
): Edited {
  if (hunks.length === 0) return { text, notes: [] };
  const edited = applyHunks(text, hunks, how);
  return { ...edited, notes: edited.notes.map((note) => `${how.display}: ${note}`) };
}

/** A deletion may say what it deletes, and then that is all there may be. */
function refuseRest(text: string, hunks: readonly Hunk[], display: string): void {
  if (hunks.length > 0 && applyHunks(text, hunks, { display, most: 'exact' }).text !== '')
    throw new ToolError(`"${display}" has more lines than the patch deletes; nothing was changed.`);
}

async function changeable(
  context: ToolContext,
  text: string,
): Promise<{ readonly path: ResolvedPath } | Denied> {
  const target = await resolvedTarget(context, text);
  if (target.kind === 'deny') return target;
  const verdict = judgeChange(target.path, context.layout);
  return verdict.kind === 'deny' ? verdict : { path: target.path };
}

function refuseExisting(path: ResolvedPath): void {
  if (path.kind !== 'missing') throw new ToolError(`"${path.display}" exists already; nothing was changed.`);
}

/** Names that only some disks take as different count as one where the patch makes the file. */
function refuseRepeat(earlier: readonly Pick<Part, 'path' | 'after'>[], path: ResolvedPath): void {
  const isSame = (other: ResolvedPath) =>
    path.kind === 'missing' || other.kind === 'missing'
      ? foldPath(path.canonical) === foldPath(other.canonical)
      : path.canonical === other.canonical;
  const repeated = earlier.find((part) => isSame(part.path));
  if (repeated === undefined) {
    refuseFolder(earlier, path);
    return;
  }
  const advice = repeated.after === null ? 'it is deleted or moved already' : 'put all its hunks into one';
  throw new ToolError(`The patch has two operations on "${path.display}": ${advice}. Nothing was changed.`);
}

/** No disk holds a file and, below its name, another one. */
function refuseFolder(earlier: readonly Pick<Part, 'path'>[], path: ResolvedPath): void {
  const isBelow = (inner: ResolvedPath, outer: ResolvedPath) =>
    foldPath(inner.canonical).startsWith(`${foldPath(outer.canonical)}/`);
  for (const { path: other } of earlier) {
    const [outer] = isBelow(path, other) ? [other] : isBelow(other, path) ? [path] : [];
    if (outer)
      throw new ToolError(
        `The patch makes "${outer.display}" both a file and a folder. Nothing was changed.`,
      );
  }
}

const foldPath = (path: string) => path.split(nodePath.sep).map(foldName).join('/');

function summaryOf(files: number, wanted: readonly Wanted[]): string {
  const parts = wanted.map(({ path, before, after }) => {
    const verb = before === null ? 'added' : after === null ? 'deleted' : 'updated';
    return `${verb} ${path.display}`;
  });
  const shown = parts.slice(0, 10).join(', ') + (parts.length > 10 ? ', …' : '');
  return `Patched ${files} file${files === 1 ? '' : 's'}: ${shown}.`;
}
