import type { Colour, Paint } from './paint.ts';
import { clipToWidth, textWidth } from './textWidth.ts';

/** A piece of a line in one colour. */
export interface Segment {
  readonly text: string;
  readonly colour: Colour;
}

/** One line of a terminal: cut at the last column but one, so that none wraps it. */
export function fitted(
  segments: readonly Segment[],
  { columns, paint }: { readonly columns: number; readonly paint: Paint },
): string {
  let room = columns - 1;
  let line = '';
  for (const { text, colour } of segments) {
    if (room <= 0) break;
    const clipped = clipToWidth(text, room);
    room -= textWidth(clipped);
    line += paint(colour, clipped);
  }
  return line.trimEnd();
}
