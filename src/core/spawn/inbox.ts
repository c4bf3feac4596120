import { abortable } from '../agent/abortable.ts';
import type { AgentName } from '../agent/agentName.ts';
import type { Mailbox } from '../agent/mailbox.ts';
import type { Report } from '../agent/report.ts';
import { reportForModel } from '../prompts/notices.ts';

const maxLength = 200_000;

/** The reports of one parent's children on their way to it. Each leaves exactly once, by `take` or `claim`. */
export class Inbox implements Mailbox {
  readonly #known = new Set<string>();
  readonly #open = new Map<string, AgentName>();
  readonly #unread = new Map<string, Report>();
  readonly #wakers = new Set<() => void>();

  /** A child or a batch was spawned and will report. */
  expect(child: AgentName): void {
    this.#known.add(child.agentId);
    this.#open.set(child.agentId, child);
  }

  deliver(report: Report): void {
    this.#open.delete(report.agentId);
    this.#unread.set(report.agentId, report);
    for (const wake of this.#wakers) wake();
  }

  /** Children that have not reported yet. */
  open(): readonly AgentName[] {
    return [...this.#open.values()];
  }

  /** Whether a report is still to come or to be read. */
  expectsMore(): boolean {
    return this.#open.size > 0 || this.#unread.size > 0;
  }

  hasArrivals(): boolean {
    return this.#unread.size > 0;
  }

  /** The unread reports in the order they arrived, as many as fit one message; the rest stay unread. */
  take(): readonly Report[] {
    return this.claim([...this.#unread.keys()]);
  }

  /** The unread reports of these children, in the order of the ids, as many as fit one message. */
  claim(agentIds: readonly string[]): readonly Report[] {
    const reports: Report[] = [];
    let length = 0;
    for (const agentId of agentIds) {
      const report = this.#unread.get(agentId);
      if (!report) continue;
      length += JSON.stringify(reportForModel(report)).length;
      if (reports.length > 0 && length > maxLength) break;
      this.#unread.delete(agentId);
      reports.push(report);
    }
    return reports;
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
    return this.until(() => this.hasArrivals(), signal);
  }

  /** Resolves when no report is still to come, or when `signal` aborts. */
  allIn(signal: AbortSignal): Promise<void> {
    return this.until(() => this.#open.size === 0, signal);
  }
}
