import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Event } from '../../src/core/journal/event.ts';
import { createKeptBytes, keptBytesFolder } from '../../src/workspace/checkpoints/keptBytes.ts';
import { hashOf } from '../../src/workspace/content/fileText.ts';
import { openJournal } from '../../src/workspace/journal/journalFile.ts';

/** Where the editor keeps the runs of the folder that is open, once there is one. */
export function runsFolder(dataDir: string): string {
  const [journal] = globSync('data/User/workspaceStorage/*/*/runs/*/journal*', { cwd: dataDir });
  if (journal === undefined) throw new Error('No run has left a journal yet.');
  return dirname(dirname(join(dataDir, journal)));
}

/**
 * Leaves a run behind as a crash would have: it began to put ` and more` at the end of each of these files as one
 * change, and only the first of them has it.
 */
export async function leaveCutOff(
  state: string,
  folder: string,
  task: string,
  names: readonly string[],
): Promise<void> {
  const kept = createKeptBytes(join(state, keptBytesFolder));
  const runId = '20300101-120000-0badc0de';
  const journal = await openJournal(state, runId);
  const limits = { children: 0, depth: 0, concurrency: 1, tokens: null, costUsd: null, askFanOutFrom: null };
  const ownLimits = { deadlineSeconds: null, turns: 5, tokens: null, costUsd: null };
  const brief = { task, label: 'parent', model: 'compatible/mock', tools: [], limits: ownLimits };
  const begun: readonly Event[] = [
    { type: 'runStarted', runId, task, limits },
    { type: 'agentQueued', agentId: 'root', parentId: null, depth: 0, brief },
    { type: 'agentStarted', agentId: 'root' },
  ];
  for (const event of begun) journal.append(event);
  for (const [index, name] of names.entries()) {
    const path = join(folder, name);
    const before = readFileSync(path);
    const after = Buffer.concat([before, Buffer.from(' and more')]);
    for (const bytes of [before, after]) await kept.keep(bytes);
    const fact = { agentId: 'root', callId: 'c', path: name, before: hashOf(before), after: hashOf(after) };
    journal.append({
      type: 'fileChanging',
      ...fact,
      mode: 0o644,
      commit: { id: 'cut', files: names.length },
    });
    if (index === 0) writeFileSync(path, after);
  }
  journal.close();
}
