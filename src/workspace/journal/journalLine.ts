import { createHash } from 'node:crypto';

/** A strict id of the host; the only kind of text that becomes a folder name of ours. */
export const runIdPattern = /^[a-z0-9][a-z0-9-]{0,63}$/;
export const journalName = 'journal.jsonl';
export const blobFolder = 'blobs';

/** The journal cannot be used. Whoever gets this stops having effects: what is not recorded must not happen. */
export class JournalError extends Error {
  override readonly name = 'JournalError';
}

/** SHA-256 (hex) of the exact bytes of a line, without its line feed. */
export function lineHash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The lines of a journal and what follows the last line feed. */
export function splitJournal(bytes: Buffer): { readonly lines: readonly Buffer[]; readonly tail: Buffer } {
  const lines: Buffer[] = [];
  let from = 0;
  for (let feed = bytes.indexOf(10); feed >= 0; feed = bytes.indexOf(10, from)) {
    lines.push(bytes.subarray(from, feed));
    from = feed + 1;
  }
  return { lines, tail: bytes.subarray(from) };
}
