/** The one stretch in which two texts differ, by offsets into the first, and what stands there in the second. */
export interface TextReplacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** As little as must be replaced to make `after` of `before`; no character and no line end is cut in two. */
export function replacementOf(before: string, after: string): TextReplacement {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  while (cutsInTwo(before, start) || cutsInTwo(after, start)) start -= 1;

  let same = 0;
  const most = shorter - start;
  while (same < most && before[before.length - 1 - same] === after[after.length - 1 - same]) same += 1;
  while (same > 0 && (cutsInTwo(before, before.length - same) || cutsInTwo(after, after.length - same))) {
    same -= 1;
  }
  return { start, end: before.length - same, text: after.slice(start, after.length - same) };
}

function cutsInTwo(text: string, offset: number): boolean {
  if (offset === 0 || offset >= text.length) return false;
  const around = text.slice(offset - 1, offset + 1);
  return around === '\r\n' || /^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(around);
}
