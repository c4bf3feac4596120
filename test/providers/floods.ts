import { once } from 'node:events';
import { type Answer, startSse } from './rawServer.ts';
import { chatDelta, messagesEvent, type WireFormat } from './wireFormats.ts';

/** How an endless answer begins, and the piece that comes again and again. */
export interface Flood {
  readonly opening: string;
  readonly piece: string;
}

/** What a server poured out so far, as fast as it was taken. */
export interface Poured {
  pieces: number;
  bytes: number;
  /** The most that ever stood in line to be sent. */
  mostInLine: number;
  /** How often it had to wait. */
  waits: number;
}

export const nothingPoured = (): Poured => ({ pieces: 0, bytes: 0, mostInLine: 0, waits: 0 });

/** Text without end, so many characters a piece. */
export function endlessText(format: WireFormat, size: number): Flood {
  const text = `${'x'.repeat(size - 1)} `;
  const piece =
    format.name === 'Messages'
      ? messagesEvent('content_block_delta', { index: 90, delta: { type: 'text_delta', text } })
      : chatDelta({ content: text });
  return { opening: format.opening([format.text().slice(0, 1)]), piece };
}

/** The arguments of one call without end, so many characters a piece. */
export function endlessCall(format: WireFormat, size: number): Flood {
  const [start = '', piece = ''] = format.call(0, 'c1', 'write_file', 'x'.repeat(size));
  return { opening: format.opening([[start]]), piece };
}

/** Sends a flood until the connection is closed, never more at once than the other side takes. */
export function pour({ opening, piece }: Flood, poured: Poured): Answer {
  const inBlock = Math.ceil((64 * 1024) / piece.length);
  const block = Buffer.from(piece.repeat(inBlock));
  return async (response) => {
    const closed = once(response, 'close');
    startSse(response).write(opening);
    while (!response.destroyed) {
      const mayGoOn = response.write(block);
      poured.pieces += inBlock;
      poured.bytes += block.length;
      poured.mostInLine = Math.max(poured.mostInLine, response.writableLength);
      if (mayGoOn) continue;
      poured.waits += 1;
      await Promise.race([new Promise((resolve) => response.once('drain', resolve)), closed]);
    }
  };
}
