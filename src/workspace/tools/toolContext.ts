import { ToolError } from '../../core/agent/tool.ts';
import type { Emit } from '../../core/journal/event.ts';
import type { Slots } from '../../core/spawn/slots.ts';
import type { ReadLedger } from '../changes/readLedger.ts';
import type { KeptBytes } from '../checkpoints/keptBytes.ts';
import { judgeRead } from '../confinement/access.ts';
import type { ResolvedPath } from '../confinement/guard.ts';
import type { Workspace } from '../confinement/resolver.ts';
import { decodeText, type Encoding } from '../content/fileText.ts';
import type { OpenFiles } from '../content/openFiles.ts';
import { readBytes } from '../content/readBytes.ts';
import type { Layout } from '../layout/layout.ts';

/** What the file tools of one agent share. */
export interface ToolContext {
  readonly agentId: string;
  readonly emit: Emit;
  readonly workspace: Workspace;
  readonly layout: Layout;
  readonly rgPath: string;
  /** How many searches of the whole run may be under way. */
  readonly searches: Slots;
  readonly ledger: ReadLedger;
  readonly openFiles: OpenFiles;
  readonly kept: KeptBytes;
}

/** A path a model named, or the reason why it may not have it. */
export type Target =
  | { readonly kind: 'target'; readonly path: ResolvedPath }
  | { readonly kind: 'deny'; readonly reason: string };

/** Resolves a model's text and judges whether agents may see what is there. */
export async function readableTarget(context: ToolContext, text: string): Promise<Target> {
  const target = await resolvedTarget(context, text);
  if (target.kind === 'deny') return target;
  const verdict = judgeRead(target.path, context.layout);
  return verdict.kind === 'deny' ? verdict : target;
}

/** Resolves a model's text without a judgement of access. */
export async function resolvedTarget(context: ToolContext, text: string): Promise<Target> {
  const resolution = await context.workspace.resolve(text);
  if (resolution.kind === 'denied') return { kind: 'deny', reason: resolution.reason };
  return { kind: 'target', path: resolution.path };
}

export interface KnownText {
  readonly bytes: Buffer;
  readonly hash: string;
  readonly text: string;
  readonly encoding: Encoding;
}

/**
 * A text file and what is in it now. It must be unchanged since the agent read it; or be seen once, for a change that
 * was overtaken but finds its own place; or just exist, for one that a person is going to see. Throws `ToolError`.
 */
export async function knownText(
  context: ToolContext,
  path: ResolvedPath,
  must: 'beUnchanged' | 'beSeen' | 'exist',
  signal: AbortSignal,
): Promise<KnownText> {
  const found = await readBytes(path, signal);
  if (found === null) throw new ToolError(`"${path.display}" does not exist.`);
  if (must === 'beUnchanged') context.ledger.require(path, found.hash);
  if (must === 'beSeen') context.ledger.requireSeen(path);
  if ((found.stats.mode & 0o222n) === 0n) throw new ToolError(`"${path.display}" is read-only.`);
  return { bytes: found.bytes, hash: found.hash, ...decodeText(found.bytes, path.display) };
}
