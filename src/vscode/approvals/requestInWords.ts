/** A request for people; nothing in a label, a task, a path or a reason can break out of any of it. */
export interface RequestInWords {
  /** What a yes does, after “to”: `start 12 agents`. */
  readonly deed: string;
  /** What stands beside it in the list, the most important first. */
  readonly facts: readonly string[];
  /** All there is to know, on several lines. */
  readonly details: string;
  /**
   * All of it in one line. It names the task as well: the editor merges notifications that say the same, and a person
   * could not tell them apart.
   */
  readonly sentence: string;
  /** Whether a person should look twice. */
  readonly isAlarming: boolean;
  readonly icon: string;
  /** The words on the buttons. */
  readonly yes: string;
  readonly no: string;
  readonly show?: string;
}

/** In whose name a request is made. */
export interface Asker {
  /** The agent's label. */
  readonly agent: string;
  /** What its run was asked to do, clipped; empty if that is not known. */
  readonly task: string;
}

/** `“Sort the notes”`, or who is meant where the task is not known. */
export function quotedTask({ task }: Asker): string {
  return task === '' ? 'a run' : `“${task}”`;
}

/** ` for “Sort the notes”`, or nothing where the task is not known. */
export function forTask({ task }: Asker): string {
  return task === '' ? '' : ` for “${task}”`;
}

export const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
