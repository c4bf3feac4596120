import { setTimeout as wait } from 'node:timers/promises';
import * as vscode from 'vscode';
import { Ending } from '../../core/agent/ending.ts';
import type { TimedEvent } from '../../core/journal/agentView.ts';
import { advance, type RunView } from '../../core/journal/runView.ts';
import type { Run } from '../../core/run.ts';
import type { RetryResult } from '../../core/spawn/retry.ts';

/** Starts one run; `onLine` gets each journal line after it was written. */
export type StartRun = (
  task: string,
  onLine: (line: TimedEvent) => void,
  signal: AbortSignal,
) => Promise<{ readonly runId: string; readonly run: Run }>;

/** A run of an earlier window. `unread`: bytes of a journal too long for a first look; nothing is known of its agents. */
export interface PastRun {
  readonly view: RunView;
  readonly unread?: number;
}

/** The runs of earlier windows on this folder, as their journals tell them. */
export type PastRuns = () => Promise<readonly PastRun[]>;

interface LiveRun {
  readonly run: Run;
  readonly stop: AbortController;
}

const runIsOver = 'Its run has ended. Run the task again.';
const windowClosed = () => new Ending('cancelled', 'The window was closed.');

/** The runs of this window as views, newest first. Views change only through journal lines. */
export class Runs implements vscode.Disposable {
  readonly #start: StartRun;
  readonly #past: PastRuns;
  readonly #recalled = new Set<string>();
  readonly #unread = new Map<string, number>();
  #recalling: Promise<void> | undefined;
  #knowsPast = false;
  #rereads = 0;
  #isStopped = false;
  readonly #views = new Map<string, RunView>();
  readonly #live = new Map<string, LiveRun>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #reread = new vscode.EventEmitter<void>();
  /** A run that is over was read anew: it may tell more than before. */
  readonly onDidReread = this.#reread.event;

  constructor(start: StartRun, past: PastRuns) {
    this.#start = start;
    this.#past = past;
  }

  /** With the runs of earlier windows once they are recalled. */
  get views(): readonly RunView[] {
    return [...this.#views.values()].sort((a, b) => b.startedAt.localeCompare(a.startedAt));
  }

  /**
   * Resolves when the runs of earlier windows are known: they are read when somebody first looks, not at activation.
   * Rejects if that fails; whoever looks next tries again.
   */
  recall(): Promise<void> {
    this.#recalling ??= this.#recall().catch((error: unknown) => {
      this.#recalling = undefined;
      throw error;
    });
    return this.#recalling;
  }

  /** Whether the runs of earlier windows were read. */
  get knowsPast(): boolean {
    return this.#knowsPast;
  }

  /** How often a run that is over was read anew. */
  get rereads(): number {
    return this.#rereads;
  }

  find(runId: string): RunView | undefined {
    return this.#views.get(runId);
  }

  /** Runs a task to its end and resolves with the run's last view. Rejects if the run cannot start. */
  async run(task: string): Promise<RunView | undefined> {
    const stop = new AbortController();
    let view: RunView | undefined;
    const onLine = (line: TimedEvent) => {
      view = advance(view, line);
      if (view) this.#show(view);
    };
    const { runId, run } = await this.#start(task, onLine, stop.signal);
    this.#live.set(runId, { run, stop });
    if (this.#isStopped) stop.abort(windowClosed());
    this.#changed.fire();
    const report = await run.report;
    this.#live.delete(runId);
    // A run whose journal failed has no last line; its report is shown all the same.
    if (view && !view.report) view = { ...view, report, pending: [] };
    if (view) this.#show(view);
    return view;
  }

  /** Whether a run was begun by an earlier window. */
  isRecalled(runId: string): boolean {
    return this.#recalled.has(runId);
  }

  /** Bytes of the record of a run of which only the start and the end were read; undefined of all others. */
  unreadBytes(runId: string): number | undefined {
    return this.#unread.get(runId);
  }

  isLive(runId: string): boolean {
    return this.#live.has(runId);
  }

  liveViews(): readonly RunView[] {
    return [...this.#live.keys()].flatMap((runId) => this.#views.get(runId) ?? []).reverse();
  }

  /** Shows a run that is over as its journal tells it now: a person may take things back long after its end. */
  reread(view: RunView): void {
    if (this.#live.has(view.runId)) return;
    this.#rereads += 1;
    this.#unread.delete(view.runId);
    this.#show(view);
    this.#reread.fire();
  }

  cancelRun(runId: string): void {
    this.#live.get(runId)?.stop.abort();
  }

  cancelAgent(runId: string, agentId: string): void {
    this.#live.get(runId)?.run.cancelAgent(agentId);
  }

  /** Gives the brief of an agent that has ended to a new one. */
  retryAgent(runId: string, agentId: string): RetryResult {
    const live = this.#live.get(runId);
    return live?.run.retryAgent(agentId) ?? { kind: 'refused', message: runIsOver };
  }

  /** Lets agents of a run start again after failures had paused them. */
  resumeSpawning(runId: string): void {
    this.#live.get(runId)?.run.resumeSpawning();
  }

  /** Stops every run, and resolves when all have handed in their reports, or after two seconds. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    const live = [...this.#live.values()];
    for (const { stop } of live) stop.abort(windowClosed());
    await Promise.race([
      Promise.all(live.map(({ run }) => run.report)),
      wait(2000, undefined, { ref: false }),
    ]);
  }

  dispose(): void {
    void this.stop();
    this.#changed.dispose();
    this.#reread.dispose();
  }

  async #recall(): Promise<void> {
    const past = await this.#past();
    this.#knowsPast = true;
    for (const { view, unread } of past) {
      if (this.#views.has(view.runId)) continue;
      this.#views.set(view.runId, view);
      this.#recalled.add(view.runId);
      if (unread !== undefined) this.#unread.set(view.runId, unread);
    }
    this.#changed.fire();
  }

  #show(view: RunView): void {
    this.#views.set(view.runId, view);
    this.#changed.fire();
  }
}
