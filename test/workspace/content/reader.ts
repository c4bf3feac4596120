import { rgPath } from '@vscode/ripgrep';
import type { Image } from '../../../src/core/agent/message.ts';
import { type Tool, ToolError } from '../../../src/core/agent/tool.ts';
import { openWorkspace } from '../../../src/workspace/confinement/resolver.ts';
import { noOpenFiles, type OpenFiles } from '../../../src/workspace/content/openFiles.ts';
import { defaultLayout } from '../../../src/workspace/layout/layout.ts';
import { createFileTools } from '../../../src/workspace/tools/fileTools.ts';
import { fileParts, never, Sandbox } from '../sandbox.ts';

export interface ReadResult {
  readonly kind: 'output' | 'denied' | 'error';
  readonly text: string;
  readonly images: readonly Image[];
}

/** `read_file` of one agent in a folder of its own. */
export interface Reader {
  readonly sandbox: Sandbox;
  /** Refusals are results; it rejects as the tool does when the signal aborts. */
  read(
    input: { readonly path: string; readonly [more: string]: unknown },
    signal?: AbortSignal,
  ): Promise<ReadResult>;
  /** The result of some reading, and by how many bytes the process was larger at its largest. */
  watched<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly growth: number }>;
}

export async function openReader(openFiles: OpenFiles = noOpenFiles): Promise<Reader> {
  const sandbox = new Sandbox();
  const workspace = await openWorkspace({ folders: [{ name: 'ws', path: sandbox.root }] });
  const parts = { ...fileParts(sandbox.base), openFiles };
  const tools = createFileTools({ workspace, layout: defaultLayout, rgPath, ...parts })(
    { agentId: 'agent-1', label: 'a' },
    () => {},
  );
  const tool = tools.find(({ spec }) => spec.name === 'read_file');
  if (!tool) throw new Error('no read_file');
  return { sandbox, read: (input, signal = never) => read(tool, input, signal), watched };
}

async function read(tool: Tool, input: object, signal: AbortSignal): Promise<ReadResult> {
  try {
    const plan = await tool.prepare(input, { callId: 'c', overtaken: 'no', together: [] }, signal);
    if (plan.kind === 'deny') return { kind: 'denied', text: plan.reason, images: [] };
    const outcome = await plan.run(signal);
    if (outcome.kind === 'stale') throw new Error('reading is never stale');
    return { kind: 'output', text: outcome.text, images: outcome.images ?? [] };
  } catch (error) {
    if (error instanceof ToolError) return { kind: 'error', text: error.message, images: [] };
    throw error;
  }
}

async function watched<T>(work: () => Promise<T>) {
  const before = process.memoryUsage.rss();
  let most = before;
  const look = () => {
    most = Math.max(most, process.memoryUsage.rss());
  };
  const watch = setInterval(look, 10);
  try {
    const result = await work();
    look();
    return { result, growth: most - before };
  } finally {
    clearInterval(watch);
  }
}
