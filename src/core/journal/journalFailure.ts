/** A fact could not be recorded. Nothing more can be, so nothing more may happen: no audit, no action. */
export class JournalFailure extends Error {
  override readonly name = 'JournalFailure';

  constructor(cause: unknown) {
    super(
      'The journal could not be written, so the run was stopped before any further change. Check the disk, then run the task again.',
      { cause },
    );
  }
}
