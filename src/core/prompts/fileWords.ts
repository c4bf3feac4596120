/** What models read of the file tools: their descriptions and those of their arguments. */

export const readWords = {
  description:
    'Read a file. Text is shown exactly, up to 2000 lines or 256 KB; a last line in brackets tells how to continue. ' +
    'PDF, DOCX, XLSX and PPTX files are shown as text, images (PNG, JPEG, GIF, WebP) as they are. ' +
    'A file must be read before it can be changed.',
  path: 'Workspace path, such as src/app.ts',
  offset: 'First line to show, from 1',
  limit: 'How many lines, at most and by default 2000',
  lineNumbers: 'Put the line number and a tab before each line',
} as const;

/** What is said in the place of pictures, or beside them. */
export const imageWords = {
  unseen: 'This model cannot see images.',
  noLongerShown: 'This image is no longer shown; read the file again to see it.',
  imageOf: (callId: string) => `Image of call ${callId}:`,
} as const;

export const writeWords = {
  description:
    'Create a text file, or replace all of a file you have read or written. Missing folders are made. ' +
    'To change a part of a file use edit_file.',
  path: 'Workspace path, such as output/report.md',
  content: 'The whole text of the file',
} as const;

export const editWords = {
  description:
    'Replace text in a file you have read. old_text must occur exactly once, unless replace_all is set; if only its ' +
    'whitespace or typography differs from the one place it fits, that place is changed and the result tells. Line ' +
    'endings are kept as the file has them. Changes others made elsewhere in the file meanwhile are kept.',
  path: 'Workspace path, such as src/app.ts',
  oldText: 'Text as it stands in the file, indentation included, without line numbers',
  newText: 'Text to put in its place, taken literally',
  replaceAll: 'Replace every exact occurrence',
} as const;

export const patchWords = {
  description:
    'Change several files at once, all or nothing. Files to update, move or delete must have been read; each file ' +
    'stands once, with all its hunks in the order of the file.\n' +
    '*** Begin Patch\n*** Update File: src/a.ts\n*** Move to: src/b.ts   (optional)\n@@ a line of the file before the ' +
    'change (optional; several narrow down)\n context line\n-old line\n+new line\n*** End of File   (optional: the ' +
    'lines above end the file)\n*** Add File: src/c.ts\n+every line with a plus\n' +
    '*** Delete File: src/d.ts\n*** End Patch\nUnified diffs (--- a/x, +++ b/x, @@ -1,2 +1,2 @@) work too.',
  input: 'The patch text',
} as const;

export const grepWords = {
  description:
    'Search file contents by regular expression. Shows path:line: text for each match, sorted by path, or with mode ' +
    'the files or counts only. A long line is cut, with … at each cut end, around its first match. Files that ignore ' +
    'files such as .gitignore exclude and binary files are left out; lines in brackets at the end tell what else is ' +
    'not shown.',
  pattern: 'Regular expression (Rust syntax: no look-around, no backreferences), matched line by line',
  path: 'File or folder to search; the whole workspace by default. A file is searched whatever glob and type say',
  glob: 'Only files that match, such as *.ts or src/**/*.ts',
  type: 'Only files of this type, such as ts, py or md',
  literal: 'Take the pattern as plain text',
  caseSensitive: 'By default true',
  context: 'Lines to show before and after each match',
  mode: 'What to show; content by default',
  limit: 'Most matches to show, by default 100',
} as const;

export const globWords = {
  description:
    'List files by a glob such as **/*.ts or src/**, sorted by path. A pattern without "/" matches names at any ' +
    'depth. Files that ignore files such as .gitignore exclude are left out; lines in brackets at the end tell what ' +
    'else is not shown.',
  pattern: 'Glob, relative to path',
  path: 'Folder to look in; the whole workspace by default',
  limit: 'Most files to list, by default 200',
} as const;
