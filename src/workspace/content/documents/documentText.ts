import type { DocumentAnswer } from './documentAnswer.ts';

/** Thrown where a document cannot be read, for a reason that its reader should know. */
export class UnreadableDocument extends Error {}

const mostCharacters = 10_000_000;

/** Collects the text of a document, the beginning of it where it is too long to be of use. */
export class TextSink {
  readonly #lines: string[] = [];
  #characters = 0;
  #hasText = false;

  /** Nothing that is added from now on is kept. */
  get isFull(): boolean {
    return this.#characters > mostCharacters;
  }

  /** Adds lines of the document: what has no line feed at its end gets one. */
  add(text: string): void {
    this.#hasText ||= text.trim() !== '';
    this.#push(text);
  }

  /** Adds a line that is not the document's own, with an empty one before it where something stands above. */
  heading(text: string): void {
    this.#push(`${this.#lines.length === 0 ? '' : '\n'}--- ${text} ---`);
  }

  #push(text: string): void {
    if (this.isFull) return;
    const line = text.endsWith('\n') ? text : `${text}\n`;
    this.#lines.push(line);
    this.#characters += line.length;
  }

  /** The text as an answer. */
  answer(what: string, facts: readonly string[]): DocumentAnswer {
    const isCut = this.isFull ? [`only its first ${mostCharacters.toLocaleString('en-US')} characters`] : [];
    const text = this.#lines.join('').slice(0, mostCharacters);
    const isEmpty = this.#hasText ? [] : ['no text in it'];
    return { kind: 'text', what, facts: [...facts, ...isEmpty, ...isCut], text };
  }
}

/** A count with its noun: "1 page", "3 pages". */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}
