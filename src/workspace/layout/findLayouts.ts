import { readdir } from 'node:fs/promises';
import * as nodePath from 'node:path';
import { ToolError } from '../../core/agent/tool.ts';
import { errorCode } from '../confinement/identity.ts';
import { ripgrepFor } from '../search/ripgrep.ts';

/** Names of WORKSPACE.md files in a folder, in any letter case, or why they are not all known. */
export type FoundLayouts =
  | {
      readonly kind: 'found';
      /** Relative to the folder, with `/`. */
      readonly names: readonly string[];
      /** Folders, relative as well, that cannot be looked into. */
      readonly unreadable: readonly string[];
    }
  | { readonly kind: 'failed'; readonly reason: string };

export const layoutName = 'WORKSPACE.md';
const mostLayouts = 200;
const mostFolders = 20_000;
/** A run waits for it. */
const timeLimitMs = 5000;
const passedBy: ReadonlySet<string> = new Set(['.git', 'node_modules']);

/**
 * Looks through a folder, but not into `.git` and `node_modules`, and never through links. Rejects only on abort.
 */
export async function findLayouts(place: SearchedPlace, signal: AbortSignal): Promise<FoundLayouts> {
  const found = (await search(place, signal)) ?? (await walk(place, signal));
  if (found === undefined) return failed('there are too many folders to look into');
  if (found.names.length > mostLayouts) return failed(`there are more than ${mostLayouts}`);
  if (found.unreadable.includes('')) return failed('the folder cannot be listed');
  return { kind: 'found', ...found };
}

interface SearchedPlace {
  readonly root: string;
  readonly rgPath: string;
  /** Others do not count; asked with a path relative to the root. */
  readonly isWanted: (relative: string) => boolean;
}

const failed = (why: string) =>
  ({
    kind: 'failed',
    reason: `other ${layoutName} files further in could not all be found: ${why}`,
  }) as const;

/** Undefined where the search program does not see everything. */
async function search({ root, rgPath, isWanted }: SearchedPlace, signal: AbortSignal) {
  const names: string[] = [];
  const globs = [layoutName, ...[...passedBy].map((name) => `!${name}`)].flatMap((glob) => ['--iglob', glob]);
  const options = ['--files', '--null', '--no-ignore', ...globs, '--', './'];
  const note = (record: string) => {
    const name = (nodePath.sep === '/' ? record : record.replaceAll('\\', '/')).replace(/^\.\//, '');
    if (isWanted(name)) names.push(name);
    return names.length <= mostLayouts;
  };
  try {
    const wanted = { rgPath, folder: root, options, separator: '\0', timeLimitMs } as const;
    const end = await ripgrepFor(wanted, note, signal);
    return end === 'complete' ? { names, unreadable: [] } : undefined;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ToolError) return undefined;
    throw error;
  }
}

/** Slower, but knows which folders it could not look into. Undefined where it would take too long. */
async function walk({ root, isWanted }: SearchedPlace, signal: AbortSignal) {
  const names: string[] = [];
  const unreadable: string[] = [];
  const folders = [''];
  const began = performance.now();
  for (const folder of folders) {
    signal.throwIfAborted();
    if (folders.length > mostFolders || performance.now() - began > timeLimitMs) return undefined;
    const entries = await entriesOf(nodePath.join(root, folder));
    if (entries === undefined) unreadable.push(folder);
    for (const entry of entries ?? []) {
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (!isWanted(name)) continue;
      if (entry.name.toLowerCase() === layoutName.toLowerCase()) names.push(name);
      else if (entry.isDirectory() && !passedBy.has(entry.name.toLowerCase())) folders.push(name);
    }
    if (names.length > mostLayouts) break;
  }
  return { names, unreadable };
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    if (errorCode(error) === 'error') throw error;
    return undefined;
  }
}
