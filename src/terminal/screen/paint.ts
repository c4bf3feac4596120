export type Colour = 'plain' | 'dim' | 'bold' | 'red' | 'green' | 'yellow' | 'cyan';

/** Puts a colour around a text, or leaves it as it is. */
export type Paint = (colour: Colour, text: string) => string;

export const plainPaint: Paint = (_, text) => text;

/** Colours for a terminal; none where the output is no terminal or `NO_COLOR` is set. */
export function choosePaint(isTerminal: boolean, env: Readonly<Record<string, string | undefined>>): Paint {
  const wanted = isTerminal && !env.NO_COLOR && env.TERM !== 'dumb';
  return wanted ? colourPaint : plainPaint;
}

const codes = { dim: 2, bold: 1, red: 31, green: 32, yellow: 33, cyan: 36 } as const;

const colourPaint: Paint = (colour, text) =>
  colour === 'plain' || text === '' ? text : `\u001B[${codes[colour]}m${text}\u001B[0m`;
