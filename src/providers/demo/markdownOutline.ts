/** What a Markdown document is made of, as far as a review needs it; code is left out. */
export interface Outline {
  readonly headings: readonly Heading[];
  readonly links: readonly Link[];
}

export interface Heading {
  readonly level: number;
  readonly text: string;
  /** The line as it stands. */
  readonly source: string;
  readonly line: number;
}

/** A link or picture with its target as written. */
export interface Link {
  readonly target: string;
  readonly line: number;
}

/** Reads headings and links, not looking into front matter, comments and code. */
export function outlineOf(text: string): Outline {
  const lines = proseLines(text);
  return { headings: lines.flatMap(headingOn), links: lines.flatMap(linksOn) };
}

interface Line {
  readonly text: string;
  readonly line: number;
  readonly next: string;
}

/** The lines outside fences, front matter and comments. */
function proseLines(text: string): Line[] {
  const all = withoutHidden(text).split(/\r?\n/);
  const prose: Line[] = [];
  let fence = '';
  for (const [index, line] of all.entries()) {
    const mark = /^(?: {0,3}|\s*(?:[-*+]|\d+[.)])\s+|\s+)(`{3,}|~{3,})(.*)$/.exec(line);
    const run = mark?.[1] ?? '';
    const rest = mark?.[2] ?? '';
    if (fence !== '') {
      if (run.startsWith(fence) && rest.trim() === '') fence = '';
    } else if (run !== '' && !(run.startsWith('`') && rest.includes('`'))) {
      fence = run;
    } else {
      prose.push({ text: line, line: index + 1, next: all[index + 1] ?? '' });
    }
  }
  return prose;
}

/** Front matter and comments become empty lines, so that line numbers stay true. */
function withoutHidden(text: string): string {
  const blank = (hidden: string) => hidden.replace(/[^\n]/g, '');
  return text.replace(/^---\r?\n[\s\S]*?\n---(?=\r?\n|$)/, blank).replace(/^<!--[\s\S]*?-->/gm, blank);
}

function headingOn({ text, line, next }: Line): Heading[] {
  const marked = /^ {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$/.exec(text);
  if (marked) return [{ level: marked[1]?.length ?? 1, text: marked[2] ?? '', source: text, line }];
  const isParagraph = /^ {0,3}[^\s#>|\-*+=~`]/.test(text);
  const underline = /^ {0,3}(=+|-{2,})[ \t]*$/.exec(next)?.[1];
  if (!isParagraph || underline === undefined) return [];
  return [{ level: underline.startsWith('=') ? 1 : 2, text: text.trim(), source: text, line }];
}

function linksOn({ text, line }: Line): Link[] {
  const prose = text.replace(/(`+)(?!`)(?:.*?[^`])?\1(?!`)/g, (code) => ' '.repeat(code.length));
  const inline =
    /(?<!\\)\]\(\s*(<[^<>]*>|(?:\\.|[^\s()\\]|\((?:\\.|[^\s()\\])*\))*)(?:\s+(?:"[^"]*"|'[^']*'|\([^)]*\)))?\s*\)/g;
  const definition = /^ {0,3}\[(?!\^)[^\]]+\]:\s*(<[^>]*>|\S+)/g;
  const html = /<(?:a|img)\b[^>]*?\b(?:href|src)\s*=\s*["']([^"']*)["']/gi;
  return [inline, definition, html].flatMap((pattern) =>
    [...prose.matchAll(pattern)].map((found) => ({ target: plainTarget(found[1] ?? ''), line })),
  );
}

function plainTarget(target: string): string {
  return target.replace(/^<(.*)>$/, '$1').replace(/\\([!-/:-@[-`{-~])/g, '$1');
}
