const longest = 400;
/** So much of it is for what stands before a match, and more where less follows. */
const roomBefore = 120;

/**
 * A line as it is shown: whole, or a piece of it around the place where `from` begins, with … at each end that was cut.
 * Never too long, and no character is cut in half.
 */
export function shortLine(before: string, from: string): string {
  if (before.length + from.length <= longest) return before + from;
  const room = Math.max(roomBefore, longest - from.length);
  const start = before.length <= room ? before : `…${endOf(before, room - 1)}`;
  const rest = longest - start.length;
  return start + (from.length <= rest ? from : `${startOf(from, rest - 1)}…`);
}

export function isTooLong(line: string): boolean {
  return line.length > longest;
}

function startOf(text: string, length: number): string {
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
}

function endOf(text: string, length: number): string {
  return text.slice(-length).replace(/^[\udc00-\udfff]/, '');
}
