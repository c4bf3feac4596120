import type { AgentName } from './agentName.ts';
import type { Report } from './report.ts';

/** What an agent's children have to say to it. */
export interface Mailbox {
  /** The unread reports in the order they arrived, as many as fit one message; each is handed out once. */
  take(): readonly Report[];
  /** Those that have not reported yet. */
  open(): readonly AgentName[];
  /** Whether a report is still to come or to be read. */
  expectsMore(): boolean;
  hasArrivals(): boolean;
  /** Resolves when there is a report to read, or when `signal` aborts. */
  arrival(signal: AbortSignal): Promise<void>;
  /** Resolves when none is still to come, or when `signal` aborts. */
  allIn(signal: AbortSignal): Promise<void>;
}
