/** A model writes well under a megabyte; far above it the server is broken, and memory is at risk. */
export const MAX_REPLY_CHARACTERS = 4 * 1024 * 1024;
export const MAX_TOOL_CALLS = 1_000;
/** Also an empty one takes memory. */
const MAX_PARTS = 10_000;

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
  private parts = 0;
  private isTooLarge = false;

  add(text: string): void {
    this.characters += text.length;
    this.limit(this.characters, MAX_REPLY_CHARACTERS);
  }

  addCall(): void {
    this.calls += 1;
    this.limit(this.calls, MAX_TOOL_CALLS);
  }

  /** A text, a thought or a call. */
  addPart(): void {
    this.parts += 1;
    this.limit(this.parts, MAX_PARTS);
  }

  /** Of a reply that passed a limit, whose own count never comes, about how many tokens came; 0 for any other. */
  tokensOfTooLarge(): number {
    return this.isTooLarge ? Math.ceil(this.characters / 4) : 0;
  }

  private limit(count: number, most: number): void {
    if (count <= most) return;
    this.isTooLarge = true;
    throw new BrokenReply('tooLarge');
  }
}
