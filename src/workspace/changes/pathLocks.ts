/** One holder per canonical path at a time; others wait in the order they came. */
export class PathLocks {
  readonly #tails = new Map<string, Promise<void>>();

  /** Waits for all paths and runs the action alone on them. Aborted by then, it never runs it. */
  async hold<T>(paths: readonly string[], action: () => Promise<T>, signal: AbortSignal): Promise<T> {
    // Sorted, so that two holders of overlapping sets never wait for each other.
    const sorted = [...new Set(paths)].toSorted();
    const releases: (() => void)[] = [];
    try {
      for (const path of sorted) releases.push(await this.#take(path));
      signal.throwIfAborted();
      return await action();
    } finally {
      for (const release of releases) release();
    }
  }

  async #take(path: string): Promise<() => void> {
    const before = this.#tails.get(path);
    const { promise, release } = gate();
    const tail = (before ?? Promise.resolve()).then(() => promise);
    this.#tails.set(path, tail);
    await before;
    return () => {
      release();
      if (this.#tails.get(path) === tail) this.#tails.delete(path);
    };
  }
}

function gate(): { promise: Promise<void>; release: () => void } {
  let release = () => {};
  const promise = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { promise, release };
}
