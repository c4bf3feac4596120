/**
 * Text from a model or a file name, made fit for a label: one line, with control, bidirectional and invisible
 * characters written as their code points, so that it reads as what it is. What an editor would draw as a link
 * `[…](…)` or an icon `$(…)` is broken up.
 */
export function visible(text: string): string {
  return text
    .replace(/\s+/gu, ' ')
    .replace(/[\p{C}\u115F\u1160\u3164\uFFA0]|[\uFE00-\uFE0F]/gu, codePoint)
    .replace(/([\]$])\(/g, '$1 (')
    .trim();
}

const codePoint = (character: string) =>
  `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`;
