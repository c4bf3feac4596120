import type { HostFiles } from '../../core/agent/hostFiles.ts';
import { ToolError } from '../../core/agent/tool.ts';
import type { Emit } from '../../core/journal/event.ts';
import { type ChangeRecord, landedFact } from '../changes/changeRecord.ts';
import { commit } from '../changes/commit.ts';
import {
  judgeChange,
  judgeRead,
  openPlacesNear,
  refusalToChange,
  refusalToRead,
} from '../confinement/access.ts';
import type { ResolvedPath } from '../confinement/guard.ts';
import type { Workspace } from '../confinement/resolver.ts';
import { currentFile } from '../content/currentFile.ts';
import { decodeText, encodeText } from '../content/fileText.ts';
import { inspectFile } from '../content/inspectFile.ts';
import type { OpenFiles } from '../content/openFiles.ts';
import type { Layout } from '../layout/layout.ts';
import { parseItems } from './itemsFile.ts';

export interface HostFilesOptions {
  readonly workspace: Workspace;
  readonly layout: Layout;
  readonly openFiles: OpenFiles;
}

/** The host's own files of each agent of a run, under the rules that hold for the agent's file tools. */
export function createHostFiles(options: HostFilesOptions): (agentId: string, emit: Emit) => HostFiles {
  return (agentId, emit) => {
    const context = { ...options, agentId, emit };
    return {
      readText: (path, signal) => readText(context, path, signal),
      readItems: async (path, signal) => parseItems(path, await readText(context, path, signal)),
      writeText: (file, signal) => writeText(context, file, signal),
      inspect: (path, signal) => inspectFile(context, path, signal),
    };
  };
}

interface HostContext extends HostFilesOptions {
  readonly agentId: string;
  readonly emit: Emit;
}

async function readText(context: HostContext, named: string, signal: AbortSignal): Promise<string> {
  const path = await resolved(context, named, refusalToRead);
  const verdict = judgeRead(path, context.layout);
  if (verdict.kind === 'deny') throw new ToolError(verdict.reason);
  const found = await currentFile(path, context.openFiles, signal);
  if (found === null) throw new ToolError(`"${path.display}" does not exist.`);
  return decodeText(found.bytes, path.display).text.replace(/^\ufeff/, '');
}

async function writeText(
  context: HostContext,
  { path: named, text, callId }: { readonly path: string; readonly text: string; readonly callId: string },
  signal: AbortSignal,
): Promise<void> {
  const { canonical } = await resolved(context, named, refusalToChange);
  const write = async () => {
    const path = await resolved(context, named, refusalToChange);
    if (path.canonical !== canonical) throw new ToolError(`"${path.display}" changed while it was checked.`);
    refuseUnlessOpen(path, context.layout);
    if (path.kind !== 'missing') throw notReplaced(path);
    const after = encodeText(text, path.display, { most: Number.POSITIVE_INFINITY });
    // What comes into being has no bytes to keep; but a file that is gone may be open still, with what a person typed.
    const { openFiles } = context;
    const parts = { record: recordOf(context, callId), openFiles, kept: null };
    const outcome = await commit([{ path, before: null, after }], parts, signal);
    if (outcome === 'stale') throw notReplaced(path);
  };
  await context.workspace.locks.hold([canonical], write, signal);
}

async function resolved(
  { workspace, layout }: HostContext,
  named: string,
  refusal: typeof refusalToRead,
): Promise<ResolvedPath> {
  const resolution = await workspace.resolve(named);
  if (resolution.kind === 'denied') throw new ToolError(refusal(resolution, layout));
  return resolution.path;
}

function refuseUnlessOpen(path: ResolvedPath, layout: Layout): void {
  const verdict = judgeChange(path, layout);
  if (verdict.kind === 'deny') throw new ToolError(verdict.reason);
  if (verdict.kind === 'ask')
    throw new ToolError(`"${path.display}" is not open to free writing. ${openPlacesNear(path, layout)}`);
}

const notReplaced = (path: ResolvedPath) =>
  new ToolError(`"${path.display}" holds something else already and is not replaced; choose another name.`);

function recordOf({ agentId, emit }: HostContext, callId: string): ChangeRecord {
  const by = { agentId, callId };
  return {
    changing: (fact) => emit({ type: 'fileChanging', ...by, ...fact }),
    changed: (fact, landed) =>
      emit({ type: 'fileChanged', ...by, ...fact, ...landedFact(fact, landed), deliverable: true }),
    failed: (fact, reason) => emit({ type: 'fileChangeFailed', ...by, ...fact, reason }),
  };
}
