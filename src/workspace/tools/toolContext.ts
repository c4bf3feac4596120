import type { AgentName } from '../../core/agent/agentName.ts';
import { ToolError } from '../../core/agent/tool.ts';
import type { Emit } from '../../core/journal/event.ts';
import type { Slots } from '../../core/spawn/slots.ts';
import { permissionBits } from '../changes/atomicWrite.ts';
import type { LastWriters } from '../changes/lastWriters.ts';
import type { ReadLedger } from '../changes/readLedger.ts';
import type { KeptBytes } from '../checkpoints/keptBytes.ts';
import { judgeRead, refusalToChange, refusalToRead } from '../confinement/access.ts';
import type { ResolvedPath } from '../confinement/guard.ts';
import type { Workspace } from '../confinement/resolver.ts';
import { currentFile } from '../content/currentFile.ts';
import type { Documents } from '../content/documents/documents.ts';
import { decodeText, type Encoding } from '../content/fileText.ts';
import { refuseHiddenChanges } from '../content/hiddenChanges.ts';
import type { OpenFiles } from '../content/openFiles.ts';
import type { Layout } from '../layout/layout.ts';

/** What the file tools of one agent share. */
export interface ToolContext {
  readonly agent: AgentName;
  readonly emit: Emit;
  readonly workspace: Workspace;
  readonly layout: Layout;
  readonly rgPath: string;
  /** How many searches of the whole run may be under way. */
  readonly searches: Slots;
  /** Shared by all agents of a run. */
  readonly documents: Documents;
  readonly ledger: ReadLedger;
  /** Shared by all agents of a run. */
  readonly writers: LastWriters;
  readonly openFiles: OpenFiles;
  readonly kept: KeptBytes;
}

/** A path a model named, or the reason why it may not have it. */
export type Target =
  | { readonly kind: 'target'; readonly path: ResolvedPath }
  | { readonly kind: 'deny'; readonly reason: string };

/** Resolves a model's text and judges whether agents may see what is there. */
export async function readableTarget(context: ToolContext, text: string): Promise<Target> {
  const resolution = await context.workspace.resolve(text);
  if (resolution.kind === 'denied')
    return { kind: 'deny', reason: refusalToRead(resolution, context.layout) };
  const verdict = judgeRead(resolution.path, context.layout);
  return verdict.kind === 'deny' ? verdict : { kind: 'target', path: resolution.path };
}

/** Resolves a model's text for a change, without a judgement of access. */
export async function resolvedTarget(context: ToolContext, text: string): Promise<Target> {
  const resolution = await context.workspace.resolve(text);
  if (resolution.kind === 'denied')
    return { kind: 'deny', reason: refusalToChange(resolution, context.layout) };
  return { kind: 'target', path: resolution.path };
}

export interface KnownText {
  readonly bytes: Buffer;
  readonly hash: string;
  readonly text: string;
  readonly encoding: Encoding;
  /** Permission bits, of a file that is there. */
  readonly mode?: number;
}

/**
 * A text file and what is in it now, as a person sees it: what an editor holds unsaved counts. It must be unchanged
 * since the agent read it; or have been read once; or just exist, for a change that a person is going to see.
 * Throws `ToolError`.
 */
export async function knownText(
  context: ToolContext,
  path: ResolvedPath,
  must: 'beUnchanged' | 'beSeen' | 'exist',
  signal: AbortSignal,
): Promise<KnownText> {
  const { ledger, openFiles, writers } = context;
  refuseHiddenChanges(path, openFiles);
  const found = await currentFile(path, openFiles, signal);
  if (found === null) throw new ToolError(missing(path.display, writers.of(path, null, context.agent)));
  if (must !== 'exist') {
    const known = ledger.requireSeen(path);
    if (must === 'beUnchanged' && known !== found.hash) throw changedSince(context, path, found.hash);
  }
  if ((found.stats.mode & 0o222n) === 0n) throw new ToolError(`"${path.display}" is read-only.`);
  const mode = Number(found.stats.mode & permissionBits);
  return { bytes: found.bytes, hash: found.hash, mode, ...decodeText(found.bytes, path.display) };
}

/** The conflict that an agent can end by reading again; it names the other agent that wrote the file last, if one did. */
export function changedSince({ writers, agent }: ToolContext, path: ResolvedPath, hash: string): ToolError {
  const by = byWhom(writers.of(path, hash, agent));
  return new ToolError(`"${path.display}" changed since you read it; read it again.${by}`);
}

function missing(display: string, remover: string | undefined): string {
  return remover === undefined
    ? `"${display}" does not exist.`
    : `"${display}" does not exist any more: ${remover} deleted or moved it.`;
}

function byWhom(writer: string | undefined): string {
  return writer === undefined ? '' : ` It was ${writer}.`;
}
