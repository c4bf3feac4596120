import { setTimeout as wait } from 'node:timers/promises';
import * as vscode from 'vscode';
import { Ending } from '../../core/agent/ending.ts';
import { type FirstAgent, retriedOf } from '../../core/firstAgent.ts';
import type { TimedEvent } from '../../core/journal/agentView.ts';
import { advance, type RunView } from '../../core/journal/runView.ts';
import type { Run } from '../../core/run.ts';
import type { RetryResult } from '../../core/spawn/retry.ts';
import type { AtWork } from './atWork.ts';

/** What a run is for: a task, or the work of an earlier run's child once more. */
export type Work = { readonly task: string } | { readonly first: FirstAgent };

/** Starts one run; `onLine` gets each journal line after it was written. */
export type StartRun = (
  work: Work,
  onLine: (line: TimedEvent) => void,
  signal: AbortSignal,
) => Promise<{ readonly runId: string; readonly run: Run }>;

/** A run of another window. `unread`: bytes of a journal too long for a first look; nothing is known of its agents. */
export interface PastRun {
  readonly view: RunView;
  readonly unread?: number;
  /** Another window, or a terminal, was still at work on it. */
  readonly isAtWork?: boolean;
}

/** The runs of earlier windows on this folder, as their journals tell them. */
export type PastRuns = () => Promise<readonly PastRun[]>;

interface LiveRun {
  readonly run: Run;
  readonly stop: AbortController;
}

const windowClosed = () => new Ending('cancelled', 'The window was closed.');

/** The runs of this window as views, newest first. Views change only through journal lines. */
export class Runs implements vscode.Disposable {
  readonly #start: StartRun;
  readonly #past: PastRuns;
  readonly #recalled = new Set<string>();
  readonly #unread = new Map<string, number>();
  readonly #elsewhere = new Set<string>();
  #recalling: Promise<void> | undefined;
  #knowsPast = false;
  #rereads = 0;
  #isStopped = false;
  readonly #views = new Map<string, RunView>();
  readonly #live = new Map<string, LiveRun>();
  /** The agents of runs that are over whose work a run under way, or about to be, does again. */
  readonly #retried = new Set<string>();
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
  run(task: string): Promise<RunView | undefined> {
    return this.#run({ task });
  }

  /** The same with the work of a child whose run is over. */
  async runAgain(first: FirstAgent): Promise<RunView | undefined> {
    const agentId = first.retryOf?.agentId ?? '';
    this.#retried.add(agentId);
    try {
      return await this.#run({ first });
    } finally {
      this.#retried.delete(agentId);
    }
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

  whereAtWork(runId: string): AtWork {
    if (this.#live.has(runId)) return 'here';
    return this.#elsewhere.has(runId) ? 'elsewhere' : 'nowhere';
  }

  /** The runs that other windows were at work on when they were last looked at. */
  get elsewhere(): readonly string[] {
    return [...this.#elsewhere];
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

  /** Shows a run that another window was at work on as it ended there, or as it was where that cannot be read. */
  endElsewhere(runId: string, past: PastRun | undefined): void {
    this.#elsewhere.delete(runId);
    if (past) this.#know(past);
    this.#rereads += 1;
    this.#changed.fire();
    this.#reread.fire();
  }

  cancelRun(runId: string): void {
    this.#live.get(runId)?.stop.abort();
  }

  cancelAgent(runId: string, agentId: string): void {
    this.#live.get(runId)?.run.cancelAgent(agentId);
  }

  /** Gives the brief of a child that has ended to a new one; `found`: its run is over, so that takes a run of its own. */
  retryAgent(runId: string, agentId: string): RetryResult | ReturnType<typeof retriedOf> {
    const live = this.#live.get(runId);
    if (live) return live.run.retryAgent(agentId);
    const view = this.#views.get(runId);
    if (!view) return { kind: 'refused', message: 'There is no such run.' };
    if (this.#retried.has(agentId)) return { kind: 'refused', message: 'It is being tried again already.' };
    return retriedOf(view, agentId);
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

  async #run(work: Work): Promise<RunView | undefined> {
    const stop = new AbortController();
    let view: RunView | undefined;
    const onLine = (line: TimedEvent) => {
      view = advance(view, line);
      if (view) this.#show(view);
    };
    const { runId, run } = await this.#start(work, onLine, stop.signal);
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

  async #recall(): Promise<void> {
    const past = await this.#past();
    this.#knowsPast = true;
    for (const run of past) {
      if (this.#views.has(run.view.runId)) continue;
      this.#recalled.add(run.view.runId);
      this.#know(run);
    }
    this.#changed.fire();
  }

  #know({ view, unread, isAtWork }: PastRun): void {
    this.#views.set(view.runId, view);
    this.#unread.delete(view.runId);
    if (unread !== undefined) this.#unread.set(view.runId, unread);
    if (isAtWork) this.#elsewhere.add(view.runId);
  }

  #show(view: RunView): void {
    this.#views.set(view.runId, view);
    this.#changed.fire();
  }
}
