/** What the demo calls its batch; the core names the folder of its results by it. */
export const batchLabel = 'File descriptions';

const heading = 'Scripted demo brief: describe one file';
const fileField = 'File: ';

/** The task of every child of the batch. Nothing a person wrote is in it, since that could hold a placeholder too. */
export const describeTemplate = [
  heading,
  '',
  `${fileField}{{item}}`,
  'Goal: Describe this file in one line: its name, its lines, and its first heading or first exported name.',
  'Why: it is one item of a batch over the files of this workspace.',
  'Boundaries: Read this file and no other. Write nothing.',
  'Report: that one line.',
].join('\n');

/** The file that a task of the batch is about; undefined for any other task. */
export function fileToDescribe(task: string): string | undefined {
  const [first = '', ...lines] = task.split('\n');
  if (first.trim() !== heading) return undefined;
  return lines.find((line) => line.startsWith(fileField))?.slice(fileField.length);
}

/** True for a task that asks for a batch in so many words. */
export function asksForBatch(task: string): boolean {
  return /\bbatch(es)?\b/i.test(task);
}
