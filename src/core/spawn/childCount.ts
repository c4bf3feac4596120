/** How many children a run has spawned, and how many it may. */
export class ChildCount {
  #limit: number;
  #spawned = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get limit(): number {
    return this.#limit;
  }

  get spawned(): number {
    return this.#spawned;
  }

  raiseLimit(limit: number): void {
    this.#limit = limit;
  }

  /** So many that the gate let through, or that a person wants whatever the limit. */
  add(children: number): void {
    this.#spawned += children;
  }

  /** One more child that no gate was asked for, if the limit has room for it. */
  takeOneMore(): boolean {
    if (this.#spawned >= this.#limit) return false;
    this.#spawned += 1;
    return true;
  }

  /** Children of a batch that were never made do not count. */
  giveBack(children: number): void {
    this.#spawned -= children;
  }
}
