import type { TimedEvent } from '../../core/journal/agentView.ts';
import type { RunView } from '../../core/journal/runView.ts';
import type { Steerable } from '../steering/steering.ts';

/** What a person sees on stderr while a run is under way. */
export interface Progress {
  /** Shows one more fact; `view` already holds it. */
  show(line: TimedEvent, view: RunView | undefined): void;
  /** Leaves the terminal to someone else until the returned function is called. */
  pause(): () => void;
  /** Lets a person steer the run by keys from now on, where that is possible. */
  steer(run: Steerable): void;
  /** Shows how it ended and gives the terminal back. */
  finish(): void;
}

/** Nothing to see: for output that goes to a program. */
export const noProgress: Progress = {
  show: () => {},
  pause: () => () => {},
  steer: () => {},
  finish: () => {},
};
