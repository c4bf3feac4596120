import { z } from 'zod';
import { defineTool, type Overtaken, type Plan, type Tool, ToolError } from '../../core/agent/tool.ts';
import { patchWords } from '../../core/prompts/fileWords.ts';
import { newText, planChanges, type Wanted } from '../changes/planChanges.ts';
import { judgeChange } from '../confinement/access.ts';
import type { ResolvedPath } from '../confinement/guard.ts';
import { applyHunks } from '../editing/applyHunks.ts';
import { parsePatch } from '../editing/parsePatch.ts';
import type { Hunk, PatchOperation } from '../editing/patch.ts';
import { knownText, resolvedTarget, type ToolContext } from './toolContext.ts';

const mostFiles = 100;

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
      const wanted: Wanted[] = [];
      for (const operation of operations) {
        const result = await wantedBy(context, operation, overtaken, signal);
        if ('kind' in result) return result;
        wanted.push(...result.wanted);
      }
      refuseRepeats(wanted);
      return planChanges(context, { callId, wanted, done: summaryOf(operations.length, wanted) });
    },
  });
}

type Denied = Extract<Plan, { kind: 'deny' }>;

async function wantedBy(
  context: ToolContext,
  operation: PatchOperation,
  overtaken: Overtaken,
  signal: AbortSignal,
): Promise<{ readonly wanted: readonly Wanted[] } | Denied> {
  const source = await changeable(context, operation.path);
  if ('kind' in source) return source;
  const { path } = source;
  const named = operation.path;
  if (operation.kind === 'add') {
    refuseExisting(path);
    const after = newText(operation.text, path.display);
    return { wanted: [{ named, path, before: null, after }] };
  }

  const mayMove = overtaken !== 'no' && operation.kind === 'update';
  const before = await knownText(context, path, mayMove ? 'beSeen' : 'beUnchanged', signal);
  const text = applied(before.text, operation.hunks, path.display);
  if (operation.kind === 'delete') {
    if (operation.hunks.length > 0 && text !== '')
      throw new ToolError(`"${path.display}" has more lines than deleted.`);
    return { wanted: [{ named, path, before, after: null }] };
  }
  const after = newText(text, path.display, before.encoding);
  if (operation.moveTo === undefined) {
    if (after.hash === before.hash) throw new ToolError(`The patch leaves "${path.display}" as it is.`);
    return { wanted: [{ named, path, before, after }] };
  }

  const moved = await changeable(context, operation.moveTo);
  if ('kind' in moved) return moved;
  refuseExisting(moved.path);
  return {
    wanted: [
      { named: operation.moveTo, path: moved.path, before: null, after },
      { named, path, before, after: null },
    ],
  };
}

function applied(text: string, hunks: readonly Hunk[], display: string): string {
  return hunks.length === 0 ? text : applyHunks(text, hunks, display);
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

function refuseRepeats(wanted: readonly Wanted[]): void {
  const seen = new Set<string>();
  for (const { path } of wanted) {
    if (seen.has(path.canonical))
      throw new ToolError(`The patch names "${path.display}" twice; nothing was changed.`);
    seen.add(path.canonical);
  }
}

function summaryOf(files: number, wanted: readonly Wanted[]): string {
  const parts = wanted.map(({ path, before, after }) => {
    const verb = before === null ? 'added' : after === null ? 'deleted' : 'updated';
    return `${verb} ${path.display}`;
  });
  const shown = parts.slice(0, 10).join(', ') + (parts.length > 10 ? ', …' : '');
  return `Patched ${files} file${files === 1 ? '' : 's'}: ${shown}.`;
}
