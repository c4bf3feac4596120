import * as fs from 'node:fs';
import * as path from 'node:path';
import { realWrites } from '../../../src/workspace/changes/atomicWrite.ts';
import type { ChangeFact } from '../../../src/workspace/changes/changeRecord.ts';
import { commit } from '../../../src/workspace/changes/commit.ts';
import { createKeptBytes, keptBytesFolder } from '../../../src/workspace/checkpoints/keptBytes.ts';
import { openWorkspace } from '../../../src/workspace/confinement/resolver.ts';
import { noOpenFiles } from '../../../src/workspace/content/openFiles.ts';
import { openJournal } from '../../../src/workspace/journal/journalFile.ts';

// A program: two files are made together, and the process is killed when the first has its name and its temporary one.
const [base = ''] = process.argv.slice(2);
const state = path.join(base, 'state');
const workspace = await openWorkspace({ folders: [{ name: 'ws', path: path.join(base, 'ws') }] });
const journal = await openJournal(state, 'run-1');
const by = { agentId: 'agent-1', callId: 'call-1' };
const record = {
  changing: (fact: ChangeFact) => journal.append({ type: 'fileChanging', ...by, ...fact }),
  changed: () => {},
  failed: () => {},
};
const link = (from: string, to: string) => {
  fs.linkSync(from, to);
  process.kill(process.pid, 'SIGKILL');
};
const changes = [];
for (const name of ['one.txt', 'two.txt']) {
  const resolution = await workspace.resolve(name);
  if (resolution.kind === 'denied') throw new Error(resolution.reason);
  changes.push({ path: resolution.path, before: null, after: Buffer.from(`${name}\n`) });
}
const kept = createKeptBytes(path.join(state, keptBytesFolder));
const parts = { record, openFiles: noOpenFiles, kept, disk: { ...realWrites, link } };
await commit(changes, parts, new AbortController().signal);
