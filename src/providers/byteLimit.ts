import { BrokenReply } from './replyLimits.ts';

/** What a whole reply and one line of it may weigh on the wire. */
const MAX_BYTES = 128 * 1024 * 1024;
const MAX_LINE_BYTES = 8 * 1024 * 1024;

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * Sees all bytes of one reply, also those that a parser would swallow: tells each arrival, and throws
 * `BrokenReply` when the reply grows beyond every sensible size.
 */
export function limitBytes(onBytes: () => void): (chunk: Uint8Array) => void {
  let total = 0;
  let line = 0;
  return (chunk) => {
    onBytes();
    total += chunk.length;
    const lineEnd = Math.max(chunk.lastIndexOf(LINE_FEED), chunk.lastIndexOf(CARRIAGE_RETURN));
    line = lineEnd < 0 ? line + chunk.length : chunk.length - lineEnd - 1;
    if (total > MAX_BYTES || line > MAX_LINE_BYTES) throw new BrokenReply('tooLarge');
  };
}
