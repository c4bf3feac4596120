import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { rgPath } from '@vscode/ripgrep';
import { type Tool, ToolError } from '../../src/core/agent/tool.ts';
import type { DraftOf, RequestDraft } from '../../src/core/human/request.ts';
import type { Event } from '../../src/core/journal/event.ts';
import { createKeptBytes } from '../../src/workspace/checkpoints/keptBytes.ts';
import { openWorkspace, type WorkspaceOptions } from '../../src/workspace/confinement/resolver.ts';
import { noOpenFiles } from '../../src/workspace/content/openFiles.ts';
import { defaultLayout, type Layout } from '../../src/workspace/layout/layout.ts';
import { createFileTools, type FileToolOptions } from '../../src/workspace/tools/fileTools.ts';

export const never = new AbortController().signal;

/** A real folder with a workspace `ws` and a canary tree `outside` beside it. */
export class Sandbox {
  readonly base = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'muster-')));
  readonly root = path.join(this.base, 'ws');
  readonly outside = path.join(this.base, 'outside');
  readonly #digest: string;

  constructor() {
    fs.mkdirSync(this.root);
    fs.mkdirSync(this.outside);
    fs.writeFileSync(path.join(this.outside, 'secret.txt'), 'CANARY\n');
    fs.mkdirSync(path.join(this.outside, 'dir'));
    fs.writeFileSync(path.join(this.outside, 'dir', 'deep.txt'), 'CANARY\n');
    this.#digest = digestOf(this.outside);
  }

  at(relative: string): string {
    return path.join(this.root, relative);
  }

  put(relative: string, content: string | Buffer): string {
    fs.mkdirSync(path.dirname(this.at(relative)), { recursive: true });
    fs.writeFileSync(this.at(relative), content);
    return this.at(relative);
  }

  link(target: string, relative: string): void {
    fs.mkdirSync(path.dirname(this.at(relative)), { recursive: true });
    fs.symlinkSync(target, this.at(relative));
  }

  text(relative: string): string {
    return fs.readFileSync(this.at(relative), 'utf8');
  }

  get isOutsideUntouched(): boolean {
    return digestOf(this.outside) === this.#digest;
  }

  digest(): string {
    return digestOf(this.root);
  }

  async team(
    layout: Layout = defaultLayout,
    options: Partial<WorkspaceOptions> = {},
  ): Promise<(agentId: string, label?: string) => Agent> {
    const workspace = await openWorkspace({ folders: [{ name: 'ws', path: this.root }], ...options });
    const toolsOf = createFileTools({ workspace, layout, rgPath, ...fileParts(this.base) });
    return (agentId, label = agentId) => {
      const events: Event[] = [];
      return new Agent(
        toolsOf({ agentId, label }, (event) => events.push(event)),
        events,
      );
    };
  }

  async agent(layout: Layout = defaultLayout, options: Partial<WorkspaceOptions> = {}): Promise<Agent> {
    return (await this.team(layout, options))('agent-1');
  }

  remove(): void {
    fs.rmSync(this.base, { recursive: true, force: true });
  }
}

/** What file tools need besides a workspace: no editor, and a folder for kept bytes. */
export function fileParts(base: string): Pick<FileToolOptions, 'openFiles' | 'kept'> {
  return { openFiles: noOpenFiles, kept: createKeptBytes(path.join(base, 'kept')) };
}

export interface CallResult {
  readonly kind: 'output' | 'denied' | 'error' | 'stale';
  readonly text: string;
  readonly asked: DraftOf<'change'> | undefined;
}

/** Calls tools as a run does, with a person who approves everything. */
export class Agent {
  readonly tools: readonly Tool[];
  readonly events: Event[];

  constructor(tools: readonly Tool[], events: Event[]) {
    this.tools = tools;
    this.events = events;
  }

  tool(name: string): Tool {
    const tool = this.tools.find(({ spec }) => spec.name === name);
    if (tool === undefined) throw new Error(`no tool ${name}`);
    return tool;
  }

  async call(name: string, input: unknown, signal: AbortSignal = never): Promise<CallResult> {
    let asked: DraftOf<'change'> | undefined;
    try {
      const plan = await this.tool(name).prepare(
        input,
        { callId: 'call-1', overtaken: 'no', together: [] },
        signal,
      );
      if (plan.kind === 'deny') return { kind: 'denied', text: plan.reason, asked };
      if (plan.kind === 'ask') asked = changeIn(plan.draft);
      const outcome = await plan.run(signal);
      return { kind: outcome.kind, text: outcome.kind === 'output' ? outcome.text : '', asked };
    } catch (error) {
      if (error instanceof ToolError) return { kind: 'error', text: error.message, asked };
      throw error;
    }
  }
}

/** A draft of the file tools is always about changes. */
export function changeIn(draft: RequestDraft): DraftOf<'change'> {
  if (draft.kind !== 'change') throw new Error(`not a change: ${draft.kind}`);
  return draft;
}

export function digestOf(folder: string): string {
  const hash = createHash('sha256');
  const visit = (at: string) => {
    for (const name of fs.readdirSync(at).toSorted()) {
      const full = path.join(at, name);
      const stats = fs.lstatSync(full);
      hash.update(`${path.relative(folder, full)}|${stats.mode}|`);
      if (stats.isSymbolicLink()) hash.update(fs.readlinkSync(full));
      else if (stats.isDirectory()) visit(full);
      else if (stats.isFile()) hash.update(fs.readFileSync(full));
    }
  };
  visit(folder);
  return hash.digest('hex');
}
