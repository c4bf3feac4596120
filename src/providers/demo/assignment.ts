import { codeMapScript } from './codeMapScript.ts';
import type { Conversation } from './conversation.ts';
import { documentationScript } from './documentationScript.ts';
import type { Step } from './step.ts';
import { todoScript } from './todoScript.ts';
import { clip } from './wording.ts';

/** One child of the demo: how it is called, what its brief says, and the script it follows. */
export interface Assignment {
  readonly label: string;
  /** First line of its brief; a child knows by it which script is its own. */
  readonly heading: string;
  readonly fileName: string;
  readonly goal: string;
  readonly boundaries: string;
  /** The built-in kind of child that fits; it has to allow all of `tools`. */
  readonly profile: string;
  readonly tools: readonly string[];
  readonly script: (conversation: Conversation, deliverable: string) => Step;
}

export const assignments: readonly Assignment[] = [
  {
    label: 'Code map',
    profile: 'explorer',
    heading: 'Scripted demo brief: code map',
    fileName: 'code-map.md',
    goal: 'Map the code of this workspace: its folders, its entry points, and every source module with the names it exports.',
    boundaries:
      'Read any file. Write only the deliverable. Leave open markers and documentation to others. Do not count output/.',
    tools: ['glob', 'grep', 'read_file', 'write_file', 'note_progress'],
    script: codeMapScript,
  },
  {
    label: 'Open TODOs',
    profile: 'researcher',
    heading: 'Scripted demo brief: open markers',
    fileName: 'open-todos.md',
    goal: 'List every line of this workspace that is marked as unfinished, with its place and its text, grouped by file.',
    boundaries:
      'Read any file. Write only the deliverable; resolve nothing. Leave out output/ and lock files.',
    tools: ['glob', 'grep', 'read_file', 'write_file', 'note_progress'],
    script: todoScript,
  },
  {
    label: 'Documentation review',
    profile: 'researcher',
    heading: 'Scripted demo brief: documentation',
    fileName: 'documentation.md',
    goal: 'Review the Markdown documents: relative links that lead nowhere, folders and modules no document mentions, sections the README lacks. Then propose a project layout section for the README.',
    boundaries:
      'Read any file. Write the deliverable, and propose one edit of the README, which a person decides on. Leave out output/.',
    tools: ['glob', 'grep', 'read_file', 'write_file', 'edit_file', 'note_progress'],
    script: documentationScript,
  },
];

/** The whole brief a child gets; it needs nothing else. */
export function briefText(assignment: Assignment, task: string, deliverable: string): string {
  return [
    assignment.heading,
    '',
    `Goal: ${assignment.goal}`,
    `Why: it is one part of this task of a person: ${clip(task, 400)}`,
    `Boundaries: ${assignment.boundaries}`,
    `Deliverable: ${deliverable}`,
    'Report: one to three sentences with the path and what is missing.',
  ].join('\n');
}

/** The assignment a task is the brief of, with its deliverable; undefined for any other task. */
export function assignmentOf(
  task: string,
): { readonly assignment: Assignment; readonly deliverable: string } | undefined {
  const lines = task.split('\n').map((line) => line.trim());
  const assignment = assignments.find(({ heading }) => lines[0] === heading);
  const deliverable = lines.find((line) => line.startsWith('Deliverable: '))?.slice('Deliverable: '.length);
  return assignment && deliverable ? { assignment, deliverable } : undefined;
}

/** A folder name made of the first words of a task, such as `explain-this-project`. */
export function taskSlug(task: string): string {
  const words = task
    .normalize('NFKD')
    .replace(/[\u0300-\u036f'’]/g, '')
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  let slug = '';
  for (const word of words ?? []) {
    const longer = slug === '' ? word.slice(0, 41) : `${slug}-${word}`;
    if (longer.length > 41) break;
    slug = longer;
  }
  return slug === '' ? 'demo-task' : slug;
}
