import { abortable } from '../agent/abortable.ts';
import type { Report } from '../agent/report.ts';

/** The reports of one parent's children on their way to it. Each leaves exactly once, by `take` or by `claim`. */
export class Inbox {
  readonly #known = new Set<string>();
  readonly #open = new Set<string>();
  readonly #unread = new Map<string, Report>();
  readonly #wakers = new Set<() => void>();

  /** A child was spawned and will report. */
  expect(agentId: string): void {
    this.#known.add(agentId);
    this.#open.add(agentId);
  }

  deliver(report: Report): void {
    this.#open.delete(report.agentId);
    this.#unread.set(report.agentId, report);
    for (const wake of this.#wakers) wake();
  }

  /** Children that have not reported yet. */
  openIds(): readonly string[] {
    return [...this.#open];
  }

  /** Whether a report is still to come or to be read. */
  expectsMore(): boolean {
    return this.#open.size > 0 || this.#unread.size > 0;
  }

  /** All unread reports, in the order they arrived. */
  take(): readonly Report[] {
    const reports = [...this.#unread.values()];
    this.#unread.clear();
    return reports;
  }

  /** The unread report of one child, if it is there. */
  claim(agentId: string): Report | undefined {
    const report = this.#unread.get(agentId);
    this.#unread.delete(agentId);
    return report;
  }

  /** Whether this is a child of this parent, at work or ended. */
  knows(agentId: string): boolean {
    return this.#known.has(agentId);
  }

  hasUnread(agentId: string): boolean {
    return this.#unread.has(agentId);
  }

  isOpen(agentId: string): boolean {
    return this.#open.has(agentId);
  }

  /** Resolves once `isReady` holds, looking again at each delivery. Resolves, too, when `signal` aborts. */
  async until(isReady: () => boolean, signal: AbortSignal): Promise<void> {
    let wake = () => {};
    const ready = new Promise<void>((resolve) => {
      wake = () => {
        if (isReady()) resolve();
      };
    });
    this.#wakers.add(wake);
    wake();
    try {
      await abortable(ready, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      this.#wakers.delete(wake);
    }
  }

  /** Resolves when there is a report to read, or when `signal` aborts. */
  arrival(signal: AbortSignal): Promise<void> {
    return this.until(() => this.#unread.size > 0, signal);
  }
}
