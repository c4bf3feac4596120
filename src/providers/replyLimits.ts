/** A model writes well under a megabyte; far above it the server is broken, and memory is at risk. */
export const MAX_REPLY_CHARACTERS = 4 * 1024 * 1024;
export const MAX_TOOL_CALLS = 1_000;

/** A reply that arrived but cannot be used. */
export class BrokenReply extends Error {
  override readonly name = 'BrokenReply';
  readonly fault: 'cutOff' | 'garbled' | 'tooLarge';

  constructor(fault: BrokenReply['fault']) {
    super(`The reply is ${fault}.`);
    this.fault = fault;
  }
}

/** Counts the size of one reply; throws `BrokenReply` as soon as it passes a limit. */
export class ReplySize {
  private characters = 0;
  private calls = 0;

  add(text: string): void {
    this.characters += text.length;
    if (this.characters > MAX_REPLY_CHARACTERS) throw new BrokenReply('tooLarge');
  }

  addCall(): void {
    this.calls += 1;
    if (this.calls > MAX_TOOL_CALLS) throw new BrokenReply('tooLarge');
  }
}
