/** A key by its name, or the character it types in lower case. */
export type KeyPress = 'up' | 'down' | 'enter' | 'escape' | 'backspace' | (string & {});

/**
 * The keys that a piece of terminal input stands for. Arrows and digits may have been pressed faster than they were
 * read; anything else that comes in one piece was pasted, or typed ahead, and is nothing.
 */
export function keyPresses(input: string): readonly KeyPress[] {
  const named = names.get(input);
  if (named !== undefined) return [named];
  if (/^\d+$/.test(input)) return [...input];
  if (/^[ -~]$/.test(input)) return [input.toLowerCase()];
  return arrowsIn(input);
}

function arrowsIn(input: string): readonly KeyPress[] {
  const [before, ...sequences] = input.split(esc);
  const arrows = sequences.flatMap((sequence) => names.get(`${esc}${sequence}`) ?? []);
  return before === '' && arrows.length === sequences.length ? arrows : [];
}

const esc = '\u001B';

const names: ReadonlyMap<string, KeyPress> = new Map([
  ['\r', 'enter'],
  ['\n', 'enter'],
  [esc, 'escape'],
  ['\u007F', 'backspace'],
  ['\b', 'backspace'],
  [`${esc}[A`, 'up'],
  [`${esc}OA`, 'up'],
  [`${esc}[B`, 'down'],
  [`${esc}OB`, 'down'],
]);
