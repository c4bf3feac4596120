import type { Figure } from './figures.ts';
import { reportStart } from './figures.ts';
import { groupBy } from './grouping.ts';
import { codeBlock, escapeText, fileLink, inlineCode, table, toWorkspace } from './markdown.ts';
import type { GrepMatch } from './toolText.ts';
import { atLeast, clip, count } from './wording.ts';

/** A line that holds a marker; `marker` is undefined when the tool cut the line before it. */
export interface MarkedLine extends GrepMatch {
  readonly marker: string | undefined;
}

/** Some lines of a file as they stand. */
export interface Excerpt {
  readonly path: string;
  readonly firstLine: number;
  readonly text: string;
}

export interface TodoFindings {
  readonly lines: readonly MarkedLine[];
  /** False when the search found more than it showed. */
  readonly isComplete: boolean;
  readonly excerpts: readonly Excerpt[];
}

const maxRows = 1000;

/** The deliverable: figures, the marked lines by file, and a few of them in context. */
export function todoReport(findings: TodoFindings, deliverable: string): string {
  const { lines, excerpts } = findings;
  const up = toWorkspace(deliverable);
  const shown = [...groupBy(lines.slice(0, maxRows), (line) => line.path)];
  const sections = shown.map(([path, group]) => fileSection(path, group, up));
  const context = excerpts.map(
    ({ path, firstLine, text }) =>
      `${fileLink(path, `${up}${path}`)} from line ${firstLine}:\n\n${codeBlock(text)}`,
  );
  return [
    reportStart('Open TODOs', todoFigures(findings)),
    '## By file',
    ...(sections.length === 0 ? ['No line is marked.'] : sections),
    ...(lines.length > maxRows ? [`${count(lines.length - maxRows, 'more line')} not shown here.`] : []),
    ...(context.length === 0 ? [] : ['## In context', ...context]),
    '## How this was found',
    notes(findings),
    '',
  ]
    .join('\n\n')
    .trimEnd()
    .concat('\n');
}

function todoFigures({ lines, isComplete }: TodoFindings): Figure[] {
  const files = new Set(lines.map((line) => line.path)).size;
  const kinds = groupBy(lines, (line) => line.marker ?? 'Cut before the marker');
  const inOrder = ['TODO', 'FIXME', 'HACK', 'XXX', 'Cut before the marker'].filter((kind) => kinds.has(kind));
  return [
    { name: 'Marked lines', value: atLeast(lines.length, isComplete) },
    { name: 'Files with marked lines', value: atLeast(files, isComplete) },
    ...inOrder.map((kind) => ({ name: kind, value: atLeast(kinds.get(kind)?.length ?? 0, isComplete) })),
  ];
}

function fileSection(path: string, group: readonly MarkedLine[], up: string): string {
  const rows = group.map(({ line, marker, text, isCut }) => [
    fileLink(`${line}`, `${up}${path}`, `#L${line}`),
    marker ?? '–',
    isCut ? `${inlineCode(text)} (line cut)` : inlineCode(clip(text, 240)),
  ]);
  return `### ${inlineCode(path)}: ${count(group.length, 'line')}\n\n${table(['Line', 'Marker', 'Text'], rows)}`;
}

function notes({ isComplete }: TodoFindings): string {
  const words = escapeText('TODO, FIXME, HACK or XXX');
  return [
    `- A line counts once when it holds ${words} in capitals as a word of its own, also where it only talks about them.`,
    '- Lock files and everything under `output/` are left out, and so is what the search tool does not see.',
    ...(isComplete ? [] : ['- **The search found more than it showed: the figures are lower bounds.**']),
  ].join('\n');
}
