import { createHash } from 'node:crypto';

/** A strict id of the host; the only kind of text that becomes a folder name of ours. */
export const runIdPattern = /^[a-z0-9][a-z0-9-]{0,63}$/;
export const journalName = 'journal.jsonl';
export const blobFolder = 'blobs';

/** The journal cannot be used. Whoever gets this stops having effects: what is not recorded must not happen. */
export class JournalError extends Error {
  override readonly name = 'JournalError';
}

/** For what can be done without: a journal that cannot be used is left out, any other fault is thrown on. */
export function ignoreJournals(error: unknown): undefined {
  if (!(error instanceof JournalError)) throw error;
}

/** SHA-256 (hex) of the exact bytes of a line, without its line feed. */
export function lineHash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
