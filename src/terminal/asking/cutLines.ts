import { clipToWidth } from '../screen/textWidth.ts';

const shortLines = 200;
const shortWidth = 400;

/** Lines as they are, or as many and as long as a person reads at a glance, with how many were left out. */
export function cutLines(
  all: readonly string[],
  length: 'short' | 'whole',
): { readonly lines: readonly string[]; readonly left: number; readonly wasCut: boolean } {
  if (length === 'whole') return { lines: all, left: 0, wasCut: false };
  const lines = all.slice(0, shortLines).map(clipped);
  const left = all.length - lines.length;
  return { lines, left, wasCut: left > 0 || lines.some((line, index) => line !== all[index]) };
}

const clipped = (line: string) =>
  line.length <= shortWidth
    ? line
    : `${clipToWidth(line.slice(0, shortWidth), shortWidth)}… ${line.length - shortWidth} more`;
