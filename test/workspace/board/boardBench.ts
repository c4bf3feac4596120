import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import type { Report } from '../../../src/core/agent/report.ts';
import type { Event } from '../../../src/core/journal/event.ts';
import {
  createProgressBoard,
  type ProgressBoard,
  type RunOnBoard,
} from '../../../src/workspace/board/progressBoard.ts';
import { openWorkspace } from '../../../src/workspace/confinement/resolver.ts';
import { realDisk } from '../../../src/workspace/confinement/walk.ts';
import { defaultLayout, type Layout } from '../../../src/workspace/layout/layout.ts';
import { settled, VirtualClock } from '../../core/virtualClock.ts';
import { Sandbox } from '../sandbox.ts';
import { TextEditor } from '../textEditor.ts';

export const boardPath = 'output/PROGRESS.md';
export const shaOf = (content: string) => createHash('sha256').update(content).digest('hex');

export function queued(agentId: string, parentId: string | null = 'parent'): Event {
  const limits = { deadlineSeconds: null, turns: 10, tokens: null, costUsd: null };
  const brief = { task: 'Do it', label: agentId, model: 'test/m', tools: [], limits };
  return { type: 'agentQueued', agentId, parentId, depth: parentId === null ? 0 : 1, brief };
}

export const noted = (agentId: string, note: string): Event => ({ type: 'progressNoted', agentId, note });

const runLimits = { children: 9, depth: 1, concurrency: 5, tokens: null, costUsd: null, askFanOutFrom: null };

export function finished(outcome: Report['outcome']): Event {
  const usage = { input: 0, cachedInput: 0, output: 0 };
  const report = {
    agentId: 'parent',
    label: 'parent',
    outcome,
    summary: '',
    deliverables: [],
    usage,
    turns: 1,
  };
  return { type: 'runFinished', report };
}

/** One run that a test plays: what it was told to record, and its part of the board. */
export class PlayedRun {
  readonly recorded: { readonly path: string; readonly hash: string }[] = [];
  /** Why it has no board, each time it was told. */
  readonly problems: string[] = [];
  readonly part: RunOnBoard;

  constructor(
    board: ProgressBoard,
    runId: string,
    place: Parameters<ProgressBoard['begin']>[1],
    onRecord: (run: PlayedRun) => void,
  ) {
    this.part = board.begin(runId, place, (event) => {
      onRecord(this);
      this.part.note(event);
      if (event.type === 'boardUpdated') this.recorded.push(event);
      if (event.type === 'boardFailed') this.problems.push(event.reason);
    });
    this.part.note({ type: 'runStarted', runId, task: `Task of ${runId}`, limits: runLimits });
    this.part.note(queued('parent', null));
  }
}

/** A board in a real folder with an editor, in a time that the test moves on. */
export class BoardBench {
  readonly sandbox = new Sandbox();
  readonly clock = new VirtualClock();
  readonly editor = new TextEditor();
  readonly begunAt = Date.parse('2026-11-21T09:30:00.000Z');
  readonly board = this.otherBoard();

  /** The board of another process. */
  otherBoard(): ProgressBoard {
    return createProgressBoard({ clock: this.clock, now: () => new Date(this.begunAt + this.clock.now()) });
  }

  async begin(
    runId: string,
    {
      layout = defaultLayout,
      on = this.board,
      disk = realDisk,
      onRecord = () => {},
    }: {
      layout?: Layout;
      on?: ProgressBoard;
      disk?: typeof realDisk;
      onRecord?: (run: PlayedRun) => void;
    } = {},
  ): Promise<PlayedRun> {
    const workspace = await openWorkspace({ folders: [{ name: 'ws', path: this.sandbox.root }], disk });
    return new PlayedRun(on, runId, { workspace, layout, openFiles: this.editor }, onRecord);
  }

  get isOnDisk(): boolean {
    return fs.existsSync(this.sandbox.at(boardPath));
  }

  get text(): string {
    return this.sandbox.text(boardPath);
  }

  async until(isTrue: () => boolean): Promise<void> {
    const giveUpAt = performance.now() + 5000;
    while (!isTrue()) {
      assert.ok(performance.now() < giveUpAt, 'nothing happens any more');
      await settled();
    }
  }

  /** Lets the next write happen, and waits until it stands on the disk. */
  async written(run: PlayedRun): Promise<string> {
    const count = run.recorded.length;
    await this.until(() => this.clock.pendingTimers > 0);
    while (this.clock.pendingTimers > 0) await this.clock.advance(100);
    await this.until(() => run.recorded.length > count);
    const { hash } = run.recorded.at(-1) ?? assert.fail();
    await this.until(() => this.isOnDisk && shaOf(this.text) === hash);
    return this.text;
  }

  /** Call it when all runs have ended. */
  end(): void {
    this.sandbox.remove();
    assert.equal(this.clock.pendingTimers, 0);
  }
}

/** A disk that does not answer while it is stuck. */
export function stuckDisk() {
  const answers: (() => void)[] = [];
  let isStuck = false;
  const disk: typeof realDisk = {
    ...realDisk,
    realpath: async (path) => {
      if (isStuck) await new Promise<void>((resolve) => answers.push(resolve));
      return realDisk.realpath(path);
    },
  };
  return {
    disk,
    stick: () => {
      isStuck = true;
    },
    answer: () => {
      isStuck = false;
      for (const each of answers.splice(0)) each();
    },
  };
}
