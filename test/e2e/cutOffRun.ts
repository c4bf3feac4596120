import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Event } from '../../src/core/journal/event.ts';
import { createKeptBytes, keptBytesFolder } from '../../src/workspace/checkpoints/keptBytes.ts';
import { hashOf } from '../../src/workspace/content/fileText.ts';
import { type Journal, openJournal } from '../../src/workspace/journal/journalFile.ts';

/** Where the editor keeps the runs of the folder that is open, once there is one. */
export function runsFolder(dataDir: string): string {
  const [journal] = globSync('data/User/globalStorage/*/workspaces/*/runs/*/journal*', { cwd: dataDir });
  if (journal === undefined) throw new Error('No run has left a journal yet.');
  return dirname(dirname(join(dataDir, journal)));
}

/** A run that puts ` and more` at the end of files. */
export interface AppendingRun {
  readonly runId: string;
  readonly task: string;
  readonly names: readonly string[];
}

/** Leaves a run behind as a crash would have: it began to change these files as one, and only the first one has it. */
export async function leaveCutOff(state: string, folder: string, run: AppendingRun): Promise<void> {
  const { journal, files } = await begin(state, folder, run);
  for (const { fact } of files)
    journal.append({ type: 'fileChanging', ...fact, commit: { id: 'cut', files: files.length } });
  files[0]?.change();
  journal.close();
}

/** Leaves a run behind whose revert a crash cut off: all files had been changed, and only the first one is back. */
export async function leaveCutOffRevert(state: string, folder: string, run: AppendingRun): Promise<void> {
  const { journal, files } = await begin(state, folder, run);
  for (const { fact, bytes, change } of files) {
    journal.append({ type: 'fileChanging', ...fact });
    change();
    journal.append({ type: 'fileChanged', ...fact, bytes, deliverable: false });
  }
  journal.append({ type: 'revertStarted', revertId: 'back' });
  for (const { fact } of files) {
    const { path, before: after, after: before } = fact;
    journal.append({ type: 'fileRestoring', revertId: 'back', path, before, after });
  }
  files[0]?.restore();
  journal.close();
}

async function begin(state: string, folder: string, { runId, task, names }: AppendingRun) {
  const kept = createKeptBytes(join(state, keptBytesFolder));
  const journal = await openJournal(state, runId);
  appendStart(journal, runId, task);
  const files = names.map((name) => {
    const path = join(folder, name);
    const before = readFileSync(path);
    const after = Buffer.concat([before, Buffer.from(' and more')]);
    const [from, to] = [hashOf(before), hashOf(after)];
    return {
      fact: { agentId: 'root', callId: 'c', path: name, before: from, after: to, mode: 0o644 },
      bytes: after.length,
      keep: () => Promise.all([kept.keep(before), kept.keep(after)]),
      change: () => writeFileSync(path, after),
      restore: () => writeFileSync(path, before),
    };
  });
  for (const { keep } of files) await keep();
  return { journal, files };
}

function appendStart(journal: Journal, runId: string, task: string): void {
  const limits = { children: 0, depth: 0, concurrency: 1, tokens: null, costUsd: null, askFanOutFrom: null };
  const ownLimits = { deadlineSeconds: null, turns: 5, tokens: null, costUsd: null };
  const brief = { task, label: 'parent', model: 'compatible/mock', tools: [], limits: ownLimits };
  const begun: readonly Event[] = [
    { type: 'runStarted', runId, task, limits },
    { type: 'agentQueued', agentId: 'root', parentId: null, depth: 0, brief },
    { type: 'agentStarted', agentId: 'root' },
  ];
  for (const event of begun) journal.append(event);
}
