import assert from 'node:assert/strict';
import * as path from 'node:path';
import { rgPath } from '@vscode/ripgrep';
import { AgentRecord } from '../../../src/core/agent/agentRecord.ts';
import type { Brief } from '../../../src/core/agent/brief.ts';
import type { Event } from '../../../src/core/journal/event.ts';
import { openRevert, type PastPlace, type Revert } from '../../../src/revertRun.ts';
import { createKeptBytes, keptBytesFolder } from '../../../src/workspace/checkpoints/keptBytes.ts';
import { openWorkspace } from '../../../src/workspace/confinement/resolver.ts';
import { noOpenFiles, type OpenFiles } from '../../../src/workspace/content/openFiles.ts';
import { type Journal, openJournal } from '../../../src/workspace/journal/journalFile.ts';
import { defaultLayout } from '../../../src/workspace/layout/layout.ts';
import { createFileTools } from '../../../src/workspace/tools/fileTools.ts';
import { wideLimits } from '../../core/usualPorts.ts';
import { Agent, never } from '../sandbox.ts';

/** The folders of a `Sandbox`. */
export interface Folders {
  readonly base: string;
  readonly root: string;
}

const limits: Brief['limits'] = { deadlineSeconds: null, turns: 50, tokens: null, costUsd: null };

/** A run of file tools with a real journal, whose agents a test plays. */
export class RecordedRun {
  readonly runId: string;
  readonly state: string;
  readonly #sandbox: Folders;
  readonly #journal: Journal;
  readonly #toolsOf: ReturnType<typeof createFileTools>;

  private constructor(
    sandbox: Folders,
    runId: string,
    journal: Journal,
    toolsOf: ReturnType<typeof createFileTools>,
  ) {
    this.#sandbox = sandbox;
    this.runId = runId;
    this.state = stateOf(sandbox);
    this.#journal = journal;
    this.#toolsOf = toolsOf;
    this.#journal.append({ type: 'runStarted', runId, task: 'Test', limits: wideLimits });
  }

  static async begin(sandbox: Folders, runId = 'run-1', openFiles: OpenFiles = noOpenFiles) {
    const workspace = await openWorkspace({
      folders: [{ name: 'ws', path: sandbox.root }],
      closed: [stateOf(sandbox)],
    });
    const kept = createKeptBytes(path.join(stateOf(sandbox), keptBytesFolder));
    const toolsOf = createFileTools({ workspace, layout: defaultLayout, rgPath, openFiles, kept });
    return new RecordedRun(sandbox, runId, await openJournal(stateOf(sandbox), runId), toolsOf);
  }

  get place(): PastPlace {
    const folders = [{ name: 'ws', path: this.#sandbox.root }];
    return { folders, stateDirectory: this.state, openFiles: noOpenFiles };
  }

  agent(agentId: string, label = agentId): Agent {
    const brief = { task: 'Test', label, model: 'demo/scripted', tools: [], limits };
    this.#journal.append({ type: 'agentQueued', agentId, parentId: null, depth: 0, brief });
    const events: Event[] = [];
    const emit = (event: Event) => {
      this.#journal.append(event);
      events.push(event);
    };
    return new Agent(this.#toolsOf({ agentId, label }, emit), events);
  }

  end(): void {
    const agent = { agentId: this.runId, label: 'parent' };
    const report = new AgentRecord().report(agent, { outcome: 'completed' });
    this.#journal.append({ type: 'runFinished', report });
    this.#journal.close();
  }

  revert(scope: Parameters<typeof openRevert>[2] = {}, place = this.place): Promise<Revert> {
    return openRevert(place, this.runId, scope);
  }
}

const stateOf = (sandbox: Folders) => path.join(sandbox.base, 'state');

/** Calls a tool and insists on success. */
export async function does(agent: Agent, tool: string, input: object): Promise<void> {
  const result = await agent.call(tool, input);
  assert.equal(result.kind, 'output', result.text);
}

/** Reads a file, as every change begins, and replaces it whole. */
export async function rewrites(agent: Agent, named: string, content: string): Promise<void> {
  await does(agent, 'read_file', { path: named });
  await does(agent, 'write_file', { path: named, content });
}

/** Applies a revert and insists that it was done. */
export async function reverted(revert: Revert): Promise<readonly string[]> {
  const outcome = await revert.apply(never);
  assert.equal(outcome.kind, 'reverted', JSON.stringify(outcome));
  return outcome.kind === 'reverted' ? outcome.restored : [];
}

export const states = ({ files }: Revert) => files.map(({ path: name, state }) => `${name}: ${state}`);
