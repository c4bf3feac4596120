import * as vscode from 'vscode';

/** One file of a change or of a revert that was cut off: how far it came, as the disk tells. */
export interface InterruptedFile {
  readonly path: string;
  /** `before`: not changed or restored yet; `after`: it is; `other`: somebody else changed it since. */
  readonly state: 'before' | 'after' | 'other';
}

/** What to do with it: do the rest as well, change all back, or keep it as it is. */
export type Settling = 'finish' | 'undo' | 'leave';

/** `stuck`: nothing was changed, for this reason. */
export type Settled = { readonly kind: 'settled' } | { readonly kind: 'stuck'; readonly reason: string };

/** A change of several files, or a revert of several, that a crash cut off in the middle. A revert cannot be undone. */
export interface Interruption {
  readonly kind: 'change' | 'revert';
  readonly runId: string;
  /** Of a revert, the id of the revert. */
  readonly commitId: string;
  readonly files: readonly InterruptedFile[];
  settle(as: Settling, signal: AbortSignal): Promise<Settled>;
}

/** The changes and reverts of earlier windows that were cut off and wait for a person's word. */
export class Interruptions implements vscode.Disposable {
  readonly #look: () => Promise<readonly Interruption[]>;
  #all: readonly Interruption[] = [];
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;

  /** `look` rejects with a message for people. */
  constructor(look: () => Promise<readonly Interruption[]>) {
    this.#look = look;
  }

  get all(): readonly Interruption[] {
    return this.#all;
  }

  of(runId: string): readonly Interruption[] {
    return this.#all.filter((one) => one.runId === runId);
  }

  /** Looks anew. Rejects with a message for people. */
  async find(): Promise<void> {
    this.#all = await this.#look();
    this.#changed.fire();
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
