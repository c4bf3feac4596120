/**
 * Text of a model or a file, safe to print: nothing in it can steer a terminal or reorder what is read.
 * Line breaks and tabs stay; every other control, bidi control and tag character is shown as `<U+….>`.
 */
export function safeText(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(steering, (character) => (isLayout(character) ? character : named(character)));
}

/** Like `safeText`, on one line: any run of white space becomes one space. */
export function safeLine(text: string): string {
  return safeText(text.replace(/\s+/g, ' ').trim());
}

/** For a text that a person must judge: what cannot be seen is shown as well, joiners and fillers included. */
export function revealed(text: string): string {
  return safeText(text).replace(invisible, named);
}

/** How many characters of a text `revealed` has to show. */
export function countHidden(text: string): number {
  const plain = text.replaceAll('\r\n', '\n');
  const steers = (plain.match(steering) ?? []).filter((character) => !isLayout(character));
  return steers.length + (plain.replace(steering, '').match(invisible) ?? []).length;
}

const steering =
  /[\p{Cc}\p{Cs}\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu;

const invisible =
  /\p{Cf}|\p{Variation_Selector}|[\u115F\u1160\u17B4\u17B5\u2800\u3164\uFFA0]|\u034F|\u180E/gu;

const isLayout = (character: string) => character === '\n' || character === '\t';

function named(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `<U+${code}>`;
}
