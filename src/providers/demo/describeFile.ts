import type { PastCall } from './conversation.ts';
import { definitionsOn, hasDefinitions } from './definitions.ts';
import { extensionOf } from './fileList.ts';
import { outlineOf } from './markdownOutline.ts';
import type { FileText } from './toolText.ts';
import { readFileText } from './toolText.ts';
import { clip, count } from './wording.ts';

/** One honest line on a file, from what reading it gave: its name, its lines, and its first heading or exported name. */
export function describeFile(path: string, read: PastCall | undefined): string {
  if (read === undefined) return `${notRead(path)} (there was no read_file tool)`;
  if (read.isError) return `${notRead(path)} (${clip(read.text, 160)})`;
  const file = readFileText(read.text);
  if (file.totalLines === 0) return `${path}: empty`;
  return [`${path}: ${count(file.totalLines, 'line')}`, ...firstOf(path, file)].join(', ');
}

/** True for a line of `describeFile` that says that the file could not be read. */
export function saysNotRead(path: string, line: string): boolean {
  return line.startsWith(`${notRead(path)} (`);
}

function notRead(path: string): string {
  return `${path}: not read`;
}

/** Nothing for a kind of file that has neither headings nor exports. */
function firstOf(path: string, { text, isWhole }: FileText): string[] {
  const where = isWhole ? '' : ' in the part that was read';
  if (/^(md|markdown)$/.test(extensionOf(path))) {
    const heading = outlineOf(text).headings[0]?.text;
    return [heading === undefined ? `no heading found${where}` : `first heading “${clip(heading, 80)}”`];
  }
  if (!hasDefinitions(path)) return [];
  const name = firstName(path, text);
  return [name === undefined ? `no exported name found${where}` : `first exported name ${name}`];
}

function firstName(path: string, text: string): string | undefined {
  const lines = text.split(/\r?\n/);
  for (const [index, line] of lines.entries()) {
    const [name] = definitionsOn(path, line, lines.slice(index + 1)).names;
    if (name !== undefined) return name;
  }
  return undefined;
}
