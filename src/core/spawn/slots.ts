interface Waiter {
  readonly take: () => void;
  readonly resuming: boolean;
}

/** Places to work. */
export interface SlotSource {
  /** Resolves holding a slot, which must be released once. Rejects on abort, holding none and leaving the queue. */
  acquire(signal: AbortSignal, resuming?: boolean): Promise<void>;
  release(): void;
}

/** A slot of both, taken in this order. While it waits for the second it holds the first. */
export function bothSlots(first: SlotSource, second: SlotSource): SlotSource {
  return {
    acquire: async (signal, resuming) => {
      await first.acquire(signal, resuming);
      try {
        await second.acquire(signal, resuming);
      } catch (error) {
        first.release();
        throw error;
      }
    },
    release: () => {
      second.release();
      first.release();
    },
  };
}

/** So many places to work, given out first come first served; who resumes goes before who starts. */
export class Slots implements SlotSource {
  #limit: number;
  readonly #queue: Waiter[] = [];
  #taken = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  acquire(signal: AbortSignal, resuming = false): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const onAbort = () => {
        this.#queue.splice(this.#queue.indexOf(waiter), 1);
        reject(signal.reason);
      };
      const waiter: Waiter = {
        resuming,
        take: () => {
          signal.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#enqueue(waiter);
      this.#handOut();
    });
  }

  release(): void {
    this.#taken -= 1;
    this.#handOut();
  }

  /** New places are given out at once. Where there are fewer, those at work keep theirs until they release them. */
  resize(limit: number): void {
    this.#limit = limit;
    this.#handOut();
  }

  #enqueue(waiter: Waiter): void {
    const firstStarter = waiter.resuming ? this.#queue.findIndex((other) => !other.resuming) : -1;
    if (firstStarter === -1) this.#queue.push(waiter);
    else this.#queue.splice(firstStarter, 0, waiter);
  }

  #handOut(): void {
    while (this.#taken < this.#limit) {
      const next = this.#queue.shift();
      if (!next) return;
      this.#taken += 1;
      next.take();
    }
  }
}
