/** Paths a `glob` showed, and how many more it did not show. */
export interface GlobText {
  readonly paths: readonly string[];
  readonly hidden: number;
}

/** Matches a `grep` showed, and how many more it did not show. */
export interface GrepText {
  readonly matches: readonly GrepMatch[];
  readonly hidden: number;
}

export interface GrepMatch {
  readonly path: string;
  readonly line: number;
  readonly text: string;
  /** True when the tool left out the end of a long line. */
  readonly isCut: boolean;
}

/** The part of a file that a `read_file` showed. */
export interface FileText {
  readonly text: string;
  readonly isWhole: boolean;
}

export function readGlobText(text: string): GlobText {
  const { lines, hidden } = splitFooter(text, /^\[(\d+) more files?; [^\]]*\]$/);
  return { paths: lines.filter((line) => line !== '[no files match]'), hidden };
}

/** Reads content-mode output; `isFile` decides where a path that holds colons ends. */
export function readGrepText(text: string, isFile: (path: string) => boolean): GrepText {
  const { lines, hidden } = splitFooter(text, /^\[(\d+) more match(?:es)?; [^\]]*\]$/);
  return { matches: lines.flatMap((line) => grepMatch(line, isFile) ?? []), hidden };
}

/** Reads count-mode output: how often each path matched. */
export function readGrepCounts(text: string): {
  readonly counts: Map<string, number>;
  readonly hidden: number;
} {
  const { lines, hidden } = splitFooter(text, /^\[(\d+) more (?:match(?:es)?|files?); [^\]]*\]$/);
  const counts = new Map<string, number>();
  for (const line of lines) {
    const found = /^(.+): (\d+)$/.exec(line);
    if (found?.[1] !== undefined) counts.set(found[1], Number(found[2]));
  }
  return { counts, hidden };
}

export function readFileText(text: string): FileText {
  if (text === '[empty file]') return { text: '', isWhole: true };
  const footer = /\n?\[lines (\d+)-(\d+) of (\d+)(?:; [^\]\n]*)?\]\n?$/.exec(text);
  if (footer === null) return { text, isWhole: true };
  const shown = text.slice(0, footer.index);
  const lineCount = Number(footer[2]) - Number(footer[1]) + 1;
  const isFooter = [shown, shown.replace(/\n$/, '')].some((part) => part.split('\n').length === lineCount);
  return isFooter ? { text: shown, isWhole: false } : { text, isWhole: true };
}

/** Takes the tool's closing remarks off the end; `more` is the one that counts what was not shown. */
function splitFooter(text: string, more: RegExp): { lines: string[]; hidden: number } {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const secrets = /^\[\d+ files? hidden: [^\]]*\]$/;
  let hidden = 0;
  for (let last = lines.at(-1) ?? ''; more.test(last) || secrets.test(last); last = lines.at(-1) ?? '') {
    hidden += Number(more.exec(last)?.[1] ?? 0);
    lines.pop();
  }
  return { lines, hidden };
}

function grepMatch(line: string, isFile: (path: string) => boolean): GrepMatch | undefined {
  if (line === '[no matches]') return undefined;
  const places = [...line.matchAll(/:(\d+):/g)];
  const place = places.find((candidate) => isFile(line.slice(0, candidate.index))) ?? places[0];
  if (place === undefined) return undefined;
  const rest = line.slice(place.index + place[0].length).replace(/^ /, '');
  const text = rest.replace(/ …\[cut\]$/, '');
  return { path: line.slice(0, place.index), line: Number(place[1]), text, isCut: text !== rest };
}
