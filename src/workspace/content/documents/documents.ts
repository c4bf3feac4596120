import { ToolError } from '../../../core/agent/tool.ts';
import { Slots } from '../../../core/spawn/slots.ts';
import type { DocumentAnswer } from './documentAnswer.ts';

/** The largest document that is taken apart. */
export const largestDocument = 50 * 1024 * 1024;

/** The text of a document, what it is and what else is to be told of it. */
export type DocumentText = Omit<Extract<DocumentAnswer, { kind: 'text' }>, 'kind'>;

/** Each is a thread with its own memory. */
const documentsAtOnce = 2;
const mostKept = 10_000_000;

/** The documents that the agents of one run read; the texts of the last ones are kept, since they are read in ranges. */
export class Documents {
  readonly #slots = new Slots(documentsAtOnce);
  readonly #kept = new Map<string, DocumentText>();

  /**
   * The text of a PDF, DOCX, XLSX or PPTX file, taken apart in a thread of its own that ends with the signal, after 20
   * seconds, or when it takes too much memory. Throws `ToolError` where there is no text to be had.
   */
  async read(
    { bytes, hash, display }: { readonly bytes: Buffer; readonly hash: string; readonly display: string },
    signal: AbortSignal,
  ): Promise<DocumentText> {
    await this.#slots.acquire(signal);
    try {
      const kept = this.#kept.get(hash);
      if (kept) return kept;
      const { askThread } = await import('./askThread.ts');
      const answer = await askThread(bytes, signal);
      if (answer.kind === 'refused') throw new ToolError(`"${display}" ${answer.reason}.`);
      const { what, facts, text } = answer;
      this.#keep(hash, { what, facts, text });
      return { what, facts, text };
    } finally {
      this.#slots.release();
    }
  }

  #keep(hash: string, document: DocumentText): void {
    this.#kept.set(hash, document);
    let characters = 0;
    for (const [other, { text }] of [...this.#kept].reverse()) {
      characters += text.length;
      if (characters > mostKept) this.#kept.delete(other);
    }
  }
}
