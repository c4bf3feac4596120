import { visible } from './visible.ts';

/** The beginning of a text as `visible` shows it, with an ellipsis where something was left out. */
export function clipped(text: string, maxLength: number): string {
  const whole = visible(text);
  if (whole.length <= maxLength) return whole;
  return `${whole.slice(0, maxLength - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** The end of a path, which says most of it. */
export function clippedPath(path: string, maxLength = 100): string {
  const whole = visible(path);
  if (whole.length <= maxLength) return whole;
  return `…${whole.slice(1 - maxLength).replace(/^[\uDC00-\uDFFF]/, '')}`;
}
