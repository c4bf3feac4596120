/** The text, or its beginning with a note of how much was cut. Never ends inside a character. */
export function cut(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  // A copy: a slice would keep the whole text in memory.
  const kept = structuredClone(text.slice(0, maxLength).replace(/[\uD800-\uDBFF]$/, ''));
  return `${kept}\n[cut: ${text.length - kept.length} more characters]`;
}
