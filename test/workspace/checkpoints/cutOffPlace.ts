import assert from 'node:assert/strict';
import * as path from 'node:path';
import { type Interrupted, openInterrupted } from '../../../src/interruptedChanges.ts';
import type { PastPlace } from '../../../src/revertRun.ts';
import { noOpenFiles } from '../../../src/workspace/content/openFiles.ts';
import { readJournal } from '../../../src/workspace/journal/readJournal.ts';
import { never, type Sandbox } from '../sandbox.ts';

/** Where a run on a sandbox keeps its journals. */
export const stateOf = (sandbox: Sandbox) => path.join(sandbox.base, 'state');

/** The place of past runs on a sandbox. */
export function pastPlace(sandbox: Sandbox): PastPlace {
  return {
    folders: [{ name: 'ws', path: sandbox.root }],
    stateDirectory: stateOf(sandbox),
    openFiles: noOpenFiles,
  };
}

export const journalOf = (sandbox: Sandbox) => path.join(stateOf(sandbox), 'run-1', 'journal.jsonl');

export const linesOf = async (sandbox: Sandbox) => (await readJournal(journalOf(sandbox))).lines;

/** The one thing that a crash cut off. Throws if there is none, or another. */
export async function onlyInterrupted(sandbox: Sandbox): Promise<Interrupted> {
  const [found, ...others] = await openInterrupted(pastPlace(sandbox), never);
  assert.ok(found);
  assert.deepEqual(others, []);
  return found;
}
