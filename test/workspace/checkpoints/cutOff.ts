import * as fs from 'node:fs';
import * as path from 'node:path';
import { noOpenFiles } from '../../../src/workspace/content/openFiles.ts';
import { does, RecordedRun } from './recordedRun.ts';

// A program: an agent patches three files, and the process gets a signal as soon as the first one has changed.
const [base = '', signal = ''] = process.argv.slice(2);
const root = path.join(base, 'ws');
const first = path.join(root, 'a.txt');
const look = () => {
  if (fs.readFileSync(first, 'utf8') === 'new a\n') process.kill(process.pid, signal);
  return undefined;
};
const run = await RecordedRun.begin({ base, root }, 'run-1', { ...noOpenFiles, look });
const agent = run.agent('agent-1', 'Patcher');
for (const name of ['a.txt', 'b.sh', 'd.txt']) await does(agent, 'read_file', { path: name });
await does(agent, 'patch_file', {
  patch: [
    '*** Begin Patch',
    '*** Update File: a.txt',
    '@@',
    '-old a',
    '+new a',
    '*** Update File: b.sh',
    '@@',
    '-old b',
    '+new b',
    '*** Add File: fresh/c.txt',
    '+new c',
    '*** Delete File: d.txt',
    '*** End Patch',
  ].join('\n'),
});
