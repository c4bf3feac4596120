/** What models read of the file tools: their descriptions and those of their arguments. */

export const readWords = {
  description:
    'Read a UTF-8 text file. Shows it exactly, up to 2000 lines or 256 KB; a last line in brackets tells how to ' +
    'continue. A file must be read before it can be changed.',
  path: 'Workspace path, such as src/app.ts',
  offset: 'First line to show, from 1',
  limit: 'How many lines, at most and by default 2000',
  lineNumbers: 'Put the line number and a tab before each line',
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
    'Replace exact text in a file you have read. old_text must occur exactly once, indentation included, unless ' +
    'replace_all is set. Line endings are kept as the file has them.',
  path: 'Workspace path, such as src/app.ts',
  oldText: 'Text as it stands in the file, without line numbers',
  newText: 'Text to put in its place, taken literally',
  replaceAll: 'Replace every occurrence',
} as const;

export const patchWords = {
  description:
    'Change several files at once, all or nothing. Files to update, move or delete must have been read.\n' +
    '*** Begin Patch\n*** Update File: src/a.ts\n*** Move to: src/b.ts   (optional)\n@@ a line of the file before the ' +
    'change (optional)\n context line\n-old line\n+new line\n*** Add File: src/c.ts\n+every line with a plus\n' +
    '*** Delete File: src/d.ts\n*** End Patch\nUnified diffs (--- a/x, +++ b/x, @@ -1,2 +1,2 @@) work too.',
  input: 'The patch text',
} as const;

export const grepWords = {
  description:
    'Search file contents by regular expression. Shows path:line: text for each match, or with mode the files or ' +
    'counts only. Files that .gitignore excludes and binary files are left out.',
  pattern: 'Regular expression (Rust syntax: no look-around, no backreferences)',
  path: 'File or folder to search; the whole workspace by default',
  glob: 'Only files that match, such as *.ts',
  literal: 'Take the pattern as plain text',
  caseSensitive: 'By default true',
  context: 'Lines to show around each match',
  mode: 'What to show; content by default',
  limit: 'Most matches to show, by default 100',
} as const;

export const globWords = {
  description:
    'List files by a glob such as **/*.ts or src/**. A pattern without "/" matches names at any depth. ' +
    'Files that .gitignore excludes are left out.',
  pattern: 'Glob, relative to path',
  path: 'Folder to look in; the whole workspace by default',
  limit: 'Most files to list, by default 200',
} as const;
