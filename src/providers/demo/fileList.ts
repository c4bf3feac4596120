import type { Conversation } from './conversation.ts';
import { resultOf } from './conversation.ts';
import type { PlannedCall } from './step.ts';
import { readGlobText } from './toolText.ts';

/** The call that every script starts from. */
export const listAllFiles: PlannedCall = { name: 'glob', input: { pattern: '**/*', limit: 5000 } };

/** The files of the workspace as the tools list them. */
export interface FileList {
  /** Everything listed. */
  readonly all: readonly string[];
  /** What belongs to the project: all but earlier reports under `output/`. */
  readonly project: readonly string[];
  readonly isComplete: boolean;
  /** Why there is no list; undefined when there is one. */
  readonly failure: string | undefined;
}

export function fileList(conversation: Conversation): FileList {
  const result = resultOf(conversation, listAllFiles);
  if (result === undefined || result.isError) {
    const failure = result?.text ?? 'there was no glob tool';
    return { all: [], project: [], isComplete: false, failure };
  }
  const { paths, isComplete } = readGlobText(result.text);
  return { all: paths, project: paths.filter(isProjectFile), isComplete, failure: undefined };
}

/** True for all but files under `output/`, where reports go. */
export function isProjectFile(path: string): boolean {
  return !path.startsWith('output/');
}

/** How many of `paths` lie in each top-level folder, at any depth. */
export function topFolders(paths: readonly string[]): Map<string, number> {
  const folders = new Map<string, number>();
  for (const path of paths) {
    const slash = path.indexOf('/');
    if (slash > 0) folders.set(path.slice(0, slash), (folders.get(path.slice(0, slash)) ?? 0) + 1);
  }
  return folders;
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** The ending without its dot, in lower case; empty for `LICENSE` and `.gitignore`. */
export function extensionOf(path: string): string {
  return /[^.]\.([^.]+)$/.exec(baseName(path))?.[1]?.toLowerCase() ?? '';
}

const sourceExtensions = new Set(['ts', 'tsx', 'mts', 'cts', 'js', 'jsx', 'mjs', 'cjs', 'py', 'go', 'rs']);

/** True for source code in a language whose definitions the demo can list. */
export function isSource(path: string): boolean {
  return sourceExtensions.has(extensionOf(path)) && !/\.d\.[cm]?ts$/.test(path);
}

/** True for tests, told by the folder or the file name. */
export function isTest(path: string): boolean {
  return (
    /(^|\/)(tests?|__tests__|spec)\//.test(path) ||
    /[._-](test|spec)\.[^./]+$/.test(path) ||
    /(^|\/)test_[^/]*\.py$/.test(path)
  );
}
