import type { Report } from './report.ts';

/** Why an agent is stopped from outside: the `reason` of its abort signal. */
export class Ending extends Error {
  override readonly name = 'Ending';
  readonly outcome: Exclude<Report['outcome'], 'completed'>;

  constructor(outcome: Exclude<Report['outcome'], 'completed'>, message: string) {
    super(message);
    this.outcome = outcome;
  }
}

/** The signal's reason as an `Ending`; any other reason counts as a person's cancel. */
export function endingOf(signal: AbortSignal): Ending {
  return signal.reason instanceof Ending ? signal.reason : new Ending('cancelled', 'Cancelled.');
}

/** What people read about a bug. Names the kind of fault only: its message may hold file content. */
export const internalFault = (error: unknown) =>
  `Muster hit an internal fault (${error instanceof Error ? error.name : typeof error}).`;
