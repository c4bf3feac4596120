export interface FoundFile {
  readonly name: string;
  /** How many of its lines match; 1 where lines are not counted. */
  readonly matches: number;
}

/** Keeps the first files of many by the order of their names, and counts them all, in bounded memory. */
export class FirstFiles {
  readonly #room: number;
  #kept: FoundFile[] = [];
  #last: string | undefined;
  #files = 0;

  constructor(room: number) {
    this.#room = room;
  }

  get files(): number {
    return this.#files;
  }

  add(file: FoundFile): void {
    this.#files += 1;
    if (this.#last !== undefined && file.name > this.#last) return;
    this.#kept.push(file);
    if (this.#kept.length < this.#room * 2) return;
    this.#kept = this.sorted();
    this.#last = this.#kept.at(-1)?.name;
  }

  /** The first of all that were added, as many as there is room for. */
  sorted(): FoundFile[] {
    return this.#kept.toSorted((a, b) => (a.name < b.name ? -1 : 1)).slice(0, this.#room);
  }
}
