import type { Hidden } from './hiddenNames.ts';
import type { SearchEnd } from './ripgrep.ts';

/** How many files a search leaves out, for each reason, and how it ended. */
export class LeftOut {
  readonly #counts = new Map<Hidden, number>();
  readonly #ends = new Set<SearchEnd>();
  #hasUntold = false;

  hide(reason: Hidden): void {
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + 1);
  }

  /** The layout hides something, and a number would tell what: how many of its names fit a pattern. */
  hideUntold(): void {
    this.#hasUntold = true;
  }

  ended(end: SearchEnd): void {
    this.#ends.add(end);
  }

  get isLate(): boolean {
    return this.#ends.has('late');
  }

  /** One line in brackets for each kind of thing that is missing; tells no names. */
  footer(): readonly string[] {
    const hidden = (['secret', 'layout', 'closed', 'name'] as const).flatMap((reason) => {
      const count = this.#counts.get(reason) ?? 0;
      return count === 0 ? [] : [`[${count === 1 ? '1 file' : `${count} files`} hidden: ${why[reason]}]`];
    });
    return [
      ...hidden,
      ...(this.#hasUntold ? [`[not searched: what the layout of the workspace closes]`] : []),
      ...(this.#ends.has('partial') ? ['[some files could not be read]'] : []),
      ...(this.isLate
        ? ['[stopped after 20 seconds: this is what was found so far; narrow the search]']
        : []),
    ];
  }
}

const why: Readonly<Record<Hidden, string>> = {
  secret: 'they may hold secrets',
  layout: 'the layout of the workspace closes them',
  closed: "they belong to Muster's own records",
  name: 'no tool can take such a path',
};
