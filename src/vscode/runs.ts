import * as vscode from 'vscode';
import type { TimedEvent } from '../core/journal/agentView.ts';
import { advance, type RunView } from '../core/journal/runView.ts';
import type { Run } from '../core/run.ts';

/** Starts one run; `onLine` gets each journal line after it was written. */
export type StartRun = (
  task: string,
  onLine: (line: TimedEvent) => void,
  signal: AbortSignal,
) => Promise<{ readonly runId: string; readonly run: Run }>;

/** The views of runs of earlier windows on this folder, as their journals tell them. */
export type PastRuns = () => readonly RunView[];

interface LiveRun {
  readonly run: Run;
  readonly stop: AbortController;
}

/** The runs of this window as views, newest first. Views change only through journal lines. */
export class Runs implements vscode.Disposable {
  readonly #start: StartRun;
  readonly #past: PastRuns;
  #knowsPast = false;
  readonly #views = new Map<string, RunView>();
  readonly #live = new Map<string, LiveRun>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;

  constructor(start: StartRun, past: PastRuns) {
    this.#start = start;
    this.#past = past;
  }

  get views(): readonly RunView[] {
    return [...this.#views.values()].sort((a, b) => b.startedAt.localeCompare(a.startedAt));
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
    this.#changed.fire();
    const report = await run.report;
    this.#live.delete(runId);
    // A run whose journal failed has no last line; its report is shown all the same.
    if (view && !view.report) view = { ...view, report, pending: [] };
    if (view) this.#show(view);
    return view;
  }

  /** Adds the runs of earlier windows, once: they are read when somebody first looks, not at activation. */
  recallPast(): void {
    if (this.#knowsPast) return;
    this.#knowsPast = true;
    for (const view of this.#past()) if (!this.#views.has(view.runId)) this.#views.set(view.runId, view);
    this.#changed.fire();
  }

  isLive(runId: string): boolean {
    return this.#live.has(runId);
  }

  liveViews(): readonly RunView[] {
    return this.views.filter((view) => this.isLive(view.runId));
  }

  cancelRun(runId: string): void {
    this.#live.get(runId)?.stop.abort();
  }

  cancelAgent(runId: string, agentId: string): void {
    this.#live.get(runId)?.run.cancelAgent(agentId);
  }

  dispose(): void {
    for (const { stop } of this.#live.values()) stop.abort();
    this.#changed.dispose();
  }

  #show(view: RunView): void {
    this.#views.set(view.runId, view);
    this.#changed.fire();
  }
}
