/** What is said of a search's results as a whole. */
export interface Shown {
  /** How many more there are that were not shown. */
  readonly hidden: number;
  /** True when nothing was hidden and everything could be read. */
  readonly isComplete: boolean;
}

/** Paths a `glob` showed. */
export interface GlobText extends Shown {
  readonly paths: readonly string[];
}

/** Matches a `grep` showed. */
export interface GrepText extends Shown {
  readonly matches: readonly GrepMatch[];
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
  /** Lines of the whole file. */
  readonly totalLines: number;
}

export function readGlobText(text: string): GlobText {
  const { lines, ...shown } = splitFooter(text, /^\[(\d+) more files?; [^\]]*\]$/);
  return { paths: lines.filter((line) => line !== '[no files match]'), ...shown };
}

/** Reads content-mode output; `isFile` decides where a path that holds colons ends. */
export function readGrepText(text: string, isFile: (path: string) => boolean): GrepText {
  const { lines, ...shown } = splitFooter(text, /^\[(?:more than )?(\d+) more match(?:es)?; [^\]]*\]$/);
  return { matches: lines.flatMap((line) => grepMatch(line, isFile) ?? []), ...shown };
}

/** Reads count-mode output: how often each path matched. */
export function readGrepCounts(text: string): Shown & { readonly counts: Map<string, number> } {
  const { lines, ...shown } = splitFooter(
    text,
    /^\[(?:more than )?(\d+) more (?:match(?:es)?|files?); [^\]]*\]$/,
  );
  const counts = new Map<string, number>();
  for (const line of lines) {
    const found = /^(.+): (\d+)$/.exec(line);
    if (found?.[1] !== undefined) counts.set(found[1], Number(found[2]));
  }
  return { counts, ...shown };
}

/** What is said below the lines of a file about all of it. */
const remarks =
  /(?<=^|\n)(?:\[(?:UTF-16[BL]E|UTF-8 with byte order mark|unsaved changes in the editor are shown|a person has unsaved changes in an editor that are not shown)\]\n?)+$/;

export function readFileText(told: string): FileText {
  const text = told.replace(remarks, '').replace(/^\[empty file\]\n$/, '[empty file]');
  if (text === '[empty file]') return { text: '', isWhole: true, totalLines: 0 };
  const whole = { text, isWhole: true, totalLines: text.replace(/\n$/, '').split('\n').length };
  const footer = /\n?\[lines (\d+)-(\d+) of (\d+)(?:; [^\]\n]*)?\]\n?$/.exec(text);
  if (footer === null) return whole;
  const shown = text.slice(0, footer.index);
  const lineCount = Number(footer[2]) - Number(footer[1]) + 1;
  const isFooter = [shown, shown.replace(/\n$/, '')].some((part) => part.split('\n').length === lineCount);
  return isFooter ? { text: shown, isWhole: false, totalLines: Number(footer[3]) } : whole;
}

/** Takes the tool's closing remarks off the end; `more` is the one that counts what was not shown. */
function splitFooter(text: string, more: RegExp): Shown & { readonly lines: string[] } {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const secrets = /^\[\d+ files? hidden: [^\]]*\]$/;
  const partial = /^\[(some files could not be read|stopped after [^\]]*)\]$/;
  let hidden = 0;
  let isPartial = false;
  const isFooter = (line: string) => more.test(line) || secrets.test(line) || partial.test(line);
  for (let last = lines.at(-1) ?? ''; isFooter(last); last = lines.at(-1) ?? '') {
    isPartial ||= partial.test(last);
    hidden += Number(more.exec(last)?.[1] ?? 0);
    lines.pop();
  }
  return { lines, hidden, isComplete: hidden === 0 && !isPartial };
}

function grepMatch(line: string, isFile: (path: string) => boolean): GrepMatch | undefined {
  if (line === '[no matches]') return undefined;
  const places = [...line.matchAll(/:(\d+):/g)];
  const place = places.find((candidate) => isFile(line.slice(0, candidate.index))) ?? places[0];
  if (place === undefined) return undefined;
  const text = line.slice(place.index + place[0].length).replace(/^ /, '');
  return { path: line.slice(0, place.index), line: Number(place[1]), text, isCut: /^…|…$/.test(text) };
}
