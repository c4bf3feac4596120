import type { Keyboard } from '../asking/keys.ts';

/** What keys are for while they are held. A terminal that hands over each key leaves Ctrl+C to the program. */
export interface KeyMeanings {
  /** One piece of input. */
  readonly typed: (text: string) => void;
  /** Ctrl+C */
  readonly interrupt: () => void;
  /** Ctrl+Z */
  readonly suspend: () => void;
  /** Ctrl+\ */
  readonly quit: () => void;
}

/** The keyboard of a terminal, held key by key or given back as it was. */
export class HeldKeys {
  readonly #input: Keyboard;
  readonly #meanings: KeyMeanings;
  #isHeld = false;

  constructor(input: Keyboard, meanings: KeyMeanings) {
    this.#input = input;
    this.#meanings = meanings;
  }

  get isHeld(): boolean {
    return this.#isHeld;
  }

  hold(): void {
    if (this.#isHeld || this.#input.destroyed) return;
    this.#isHeld = true;
    this.#input.setRawMode(true);
    this.#input.on('data', this.#onData);
    this.#input.resume();
  }

  release(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.#input.off('data', this.#onData);
    this.#input.setRawMode(false);
    this.#input.pause();
  }

  readonly #onData = (chunk: Buffer): void => {
    const { typed, interrupt, suspend, quit } = this.#meanings;
    const text = chunk.toString('utf8');
    if (text.includes('\u0003')) interrupt();
    else if (text.includes('\u001A')) suspend();
    else if (text.includes('\u001C')) quit();
    else typed(text);
  };
}
