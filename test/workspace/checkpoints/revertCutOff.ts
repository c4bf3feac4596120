import * as fs from 'node:fs';
import * as path from 'node:path';
import { noOpenFiles } from '../../../src/workspace/content/openFiles.ts';
import { does, RecordedRun, rewrites } from './recordedRun.ts';

// A program: a person reverts four changes of an agent, and the process is killed as soon as the first file is back.
const [base = ''] = process.argv.slice(2);
const root = path.join(base, 'ws');
const first = path.join(root, 'a.txt');
const run = await RecordedRun.begin({ base, root });
const agent = run.agent('agent-1', 'Writer');
await rewrites(agent, 'a.txt', 'new a\n');
await does(agent, 'read_file', { path: 'b.sh' });
await does(agent, 'patch_file', { patch: '*** Begin Patch\n*** Delete File: b.sh\n*** End Patch' });
await rewrites(agent, 'c.txt', 'new c\n');
await does(agent, 'write_file', { path: 'output/fresh/d.txt', content: 'new d\n' });
run.end();
const look = () => {
  if (fs.readFileSync(first, 'utf8') === 'old a\n') process.kill(process.pid, 'SIGKILL');
  return undefined;
};
const revert = await run.revert({}, { ...run.place, openFiles: { ...noOpenFiles, look } });
await revert.apply(new AbortController().signal);
