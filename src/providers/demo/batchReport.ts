import { saysNotRead } from './describeFile.ts';
import { notAnAi } from './figures.ts';
import type { FileList } from './fileList.ts';
import { escapeText, fileLink, inlineCode, table } from './markdown.ts';
import { atLeast, clip } from './wording.ts';

/** What is known of each file that was taken: the line on it, or why there is none. */
export type DescribedFiles = readonly (
  | { readonly path: string; readonly line: string }
  | { readonly path: string; readonly problem: string }
)[];

/** What a batch, or the parent in its place, found. */
export interface BatchFindings {
  readonly list: FileList;
  readonly files: DescribedFiles;
  readonly by:
    | { readonly kind: 'batch'; readonly summary: string | undefined }
    | { readonly kind: 'parent'; readonly denial: string };
  /** The file with the results; undefined where there is none. */
  readonly path: string | undefined;
  /** Why the results could not be read or written. */
  readonly problem: string | undefined;
}

/** What the person reads at the end: who did it, counts, the lines, and where they are. */
export function batchAnswer(task: string, findings: BatchFindings): string {
  const { files, path, problem } = findings;
  return [
    `*${notAnAi}*`,
    `**Task:** ${escapeText(clip(task, 600))}`,
    'The demo does not understand a task; the word “batch” in it has each file described in one line.',
    whoDidIt(findings),
    '## Key figures',
    table(['Figure', 'Value'], figuresOf(findings)),
    '## Files',
    linesOn(files),
    '## Results',
    path === undefined ? 'There is no file with the results.' : `- ${fileLink(path, path)}`,
    ...(problem === undefined ? [] : [`Not everything went well: ${escapeText(clip(problem, 300))}`]),
  ].join('\n\n');
}

/** The content of the file the parent writes where there was no batch. */
export function descriptionsFile(files: DescribedFiles): string {
  return `${['# Files in one line', `> ${notAnAi}`, linesOn(files)].join('\n\n')}\n`;
}

function whoDidIt({ by, files }: BatchFindings): string {
  if (by.kind === 'parent')
    return `Done by the parent itself (no batch: ${escapeText(by.denial.replace(/\.$/, ''))}).`;
  const said = by.summary === undefined ? '' : ` Its report: ${escapeText(clip(by.summary, 800))}`;
  return `Done by one batch of ${files.length === 1 ? '1 item' : `${files.length} items`}.${said}`;
}

function figuresOf({ list, files }: BatchFindings): string[][] {
  const lines = files.flatMap((file) => ('line' in file ? [file] : []));
  const unread = lines.filter(({ path, line }) => saysNotRead(path, line)).length;
  return [
    ['Files in the workspace', atLeast(list.project.length, list.isComplete)],
    [
      'Files taken',
      files.length < list.project.length ? `${files.length} (the first by path)` : `${files.length}`,
    ],
    ['Described', `${lines.length - unread}`],
    ['Not read', `${unread}`],
    ['Without a result', `${files.length - lines.length}`],
  ];
}

function linesOn(files: DescribedFiles): string {
  return files
    .map((file) =>
      'line' in file
        ? `- ${escapeText(file.line)}`
        : `- ${inlineCode(file.path)}: ${escapeText(clip(file.problem, 200))}`,
    )
    .join('\n');
}
