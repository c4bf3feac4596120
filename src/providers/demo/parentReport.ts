import type { ChildReport, Part } from './children.ts';
import type { Figure } from './figures.ts';
import { notAnAi } from './figures.ts';
import { folderOf } from './fileList.ts';
import { proposalMark } from './layoutProposal.ts';
import { escapeText, fileLink, inlineCode, table } from './markdown.ts';
import { clip } from './wording.ts';

/** What became of one part of the task. */
export interface PartResult {
  readonly part: Part;
  readonly report: ChildReport | undefined;
  /** What the parent says of a part it did itself. */
  readonly ownSummary: string | undefined;
  /** Read from the deliverable; empty when there is none. */
  readonly figures: readonly Figure[];
  readonly isDelivered: boolean;
  /** Why the deliverable, or the report of a child, could not be had. */
  readonly problem: string | undefined;
}

/** The content of the summary at `path`, which links to its neighbours. */
export function summaryFile(task: string, results: readonly PartResult[], path: string): string {
  const folder = folderOf(path);
  const link = (target: string) => fileLink(target, target.slice(folder.length + 1));
  const deliverables = delivered(results).map((target) => `- ${link(target)}`);
  return `${[`# Summary`, `> ${notAnAi}`, ...body(task, results), '## Deliverables', list(deliverables)].join('\n\n')}\n`;
}

/** What the person reads at the end of the run. */
export function finalAnswer(
  task: string,
  results: readonly PartResult[],
  summary: { readonly path?: string; readonly problem?: string },
): string {
  const paths = [...(summary.path === undefined ? [] : [summary.path]), ...delivered(results)];
  const problem =
    summary.problem === undefined ? [] : [`The summary could not be written: ${escapeText(summary.problem)}`];
  const deliverables = paths.map((path) => `- ${fileLink(path, path)}`);
  return [`*${notAnAi}*`, ...body(task, results), '## Deliverables', list(deliverables), ...problem].join(
    '\n\n',
  );
}

/** The answer for a workspace without files. */
export function nothingHere(task: string): string {
  return [
    `*${notAnAi}*`,
    taskLine(task),
    'There are no files here that the tools can see, so there is nothing to map, list or review. No child was started and nothing was written. Open a folder with a project in it, and run the demo again.',
  ].join('\n\n');
}

function body(task: string, results: readonly PartResult[]): string[] {
  const figures = results.flatMap(({ part, figures }) =>
    figures.map(({ name, value }) => [part.assignment.label, escapeText(name), escapeText(value)]),
  );
  const missing = results.filter((result) => !result.isDelivered);
  return [
    taskLine(task),
    'The demo does not understand a task; whatever it is, it maps the code, lists the open TODOs and reviews the documentation.',
    '## Key figures',
    figures.length === 0
      ? 'There are none: no report could be read.'
      : table(['Report', 'Figure', 'Value'], figures),
    '## Who did what',
    results.map(accountOf).join('\n'),
    '## Approvals',
    decision(results),
    ...(missing.length === 0 ? [] : ['## Not done', missing.map(whyMissing).join('\n')]),
  ];
}

function taskLine(task: string): string {
  return `**Task:** ${escapeText(clip(task, 600))}`;
}

function accountOf({ part, report, ownSummary }: PartResult): string {
  const { label } = part.assignment;
  if (ownSummary !== undefined) {
    const why = part.denial === undefined ? '' : ` (no child: ${escapeText(part.denial)})`;
    return `- **${label}**, done by the parent itself${why}: ${escapeText(ownSummary)}`;
  }
  if (report === undefined) return `- **${label}**, given to a child that has not reported.`;
  const reason = report.reason === undefined ? '' : ` (${escapeText(clip(report.reason, 200))})`;
  return `- **${label}**, by a child, ${report.outcome}${reason}: ${escapeText(clip(report.summary, 800))}`;
}

/** What the documentation part says became of its proposal. */
function decision(results: readonly PartResult[]): string {
  const sentences = results.flatMap(({ report, ownSummary }) => {
    const said = report?.summary ?? ownSummary ?? '';
    const start = said.indexOf(proposalMark);
    return start < 0 ? [] : [`- ${escapeText(clip(said.slice(start), 500))}`];
  });
  return sentences.length === 0 ? 'No change was put up for approval.' : sentences.join('\n');
}

function whyMissing({ part, report, problem }: PartResult): string {
  const why = problem ?? report?.reason ?? 'it was not among the deliverables';
  return `- **${part.assignment.label}**: no report at ${inlineCode(part.deliverable)}, since ${escapeText(clip(why, 300))}`;
}

function delivered(results: readonly PartResult[]): string[] {
  return results.filter((result) => result.isDelivered).map((result) => result.part.deliverable);
}

function list(items: readonly string[]): string {
  return items.length === 0 ? 'None.' : items.join('\n');
}
