import assert from 'node:assert/strict';
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import * as path from 'node:path';
import type { Readable } from 'node:stream';
import { type Agent, type CallResult, Sandbox } from '../sandbox.ts';

const rounds = 10_000;
/** Searches are processes of their own and take their time: one in so many rounds. */
const searchEvery = 50;

suite('while another process swaps files and folders for links', () => {
  let sandbox: Sandbox;
  let swapper: ChildProcessByStdio<null, Readable, null>;
  setup(async () => {
    sandbox = new Sandbox();
    sandbox.put('output/d/deep.txt', 'inside\n');
    sandbox.put('output/f.txt', 'inside\n');
    const { outside } = sandbox;
    swapper = spawn(
      process.execPath,
      [
        '-e',
        swapForever,
        sandbox.at('output/d'),
        path.join(outside, 'dir'),
        sandbox.at('output/f.txt'),
        path.join(outside, 'secret.txt'),
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await new Promise((resolve) => swapper.stdout.once('data', resolve));
  });
  teardown(() => {
    swapper.kill('SIGKILL');
    sandbox.remove();
  });

  test('15, 16: in 10,000 rounds nothing outside is shown, changed, made or deleted', async function () {
    this.timeout(180_000);
    const agent = await sandbox.agent();
    const outcomes = new Map<string, number>();
    const acts = Object.entries(attempts);
    for (let round = 0; round < rounds; round += 1) {
      const all = round % searchEvery === 0 ? [...acts, ...Object.entries(searches)] : acts;
      const [verb, act] = all[Math.floor(round / 7) % all.length] ?? acts[0]!;
      const result = await act(agent, round);
      assert.ok(!result.text.includes('CANARY'), `${verb} in round ${round} showed: ${result.text}`);
      const key = `${verb}: ${result.kind}`;
      outcomes.set(key, (outcomes.get(key) ?? 0) + 1);
      if (round % 500 === 0) assert.ok(sandbox.isOutsideUntouched, `after ${verb} in round ${round}`);
    }
    assert.ok(sandbox.isOutsideUntouched);
    // Both ways of the race were met: some calls found the real files, others the links.
    for (const verb of ['read a file', 'write a new file']) {
      assert.ok((outcomes.get(`${verb}: output`) ?? 0) > 0, JSON.stringify([...outcomes]));
    }
    assert.ok(
      [...outcomes.keys()].some((key) => !key.endsWith(': output')),
      JSON.stringify([...outcomes]),
    );
  });

  test('16, 45: in 300 searches no line of a file outside is shown', async function () {
    this.timeout(180_000);
    const agent = await sandbox.agent();
    let found = 0;
    for (let round = 0; round < 300; round += 1) {
      const result = await agent.call('grep', {
        pattern: 'CANARY|inside',
        path: 'output',
        context: round % 2,
      });
      assert.ok(!result.text.includes('CANARY'), `round ${round} showed: ${result.text}`);
      if (result.text.includes('inside')) found += 1;
    }
    assert.ok(found > 0, 'the real files were never found');
  });
});

const attempts: Readonly<Record<string, (agent: Agent, round: number) => Promise<CallResult>>> = {
  'read below a folder': (agent) => agent.call('read_file', { path: 'output/d/deep.txt' }),
  'read a file': (agent) => agent.call('read_file', { path: 'output/f.txt' }),
  'write a new file': (agent, round) =>
    agent.call('write_file', { path: `output/d/new-${round}.txt`, content: 'EVIL' }),
  'write in new folders': (agent, round) =>
    agent.call('write_file', { path: `output/d/n${round}/x/new.txt`, content: 'EVIL' }),
  'replace a file': async (agent) => {
    await agent.call('read_file', { path: 'output/f.txt' });
    return agent.call('write_file', { path: 'output/f.txt', content: 'inside\n' });
  },
  'edit a file': async (agent) => {
    await agent.call('read_file', { path: 'output/d/deep.txt' });
    return agent.call('edit_file', {
      path: 'output/d/deep.txt',
      old_text: 'inside',
      new_text: 'inside\ninside',
      replace_all: true,
    });
  },
  'delete a file': async (agent, round) => {
    await agent.call('read_file', { path: `output/d/new-${round - 1}.txt` });
    return patch(agent, `*** Delete File: output/d/deep.txt`);
  },
  'move a file': async (agent, round) => {
    await agent.call('read_file', { path: 'output/f.txt' });
    return patch(agent, `*** Update File: output/f.txt\n*** Move to: output/d/moved-${round}.txt`);
  },
};

const searches: typeof attempts = {
  grep: (agent) => agent.call('grep', { pattern: 'CANARY|inside', path: 'output' }),
  glob: (agent) => agent.call('glob', { pattern: '**/*.txt', path: 'output' }),
};

function patch(agent: Agent, body: string): Promise<CallResult> {
  return agent.call('patch_file', { patch: `*** Begin Patch\n${body}\n*** End Patch` });
}

/**
 * Puts the real thing and the link in each other's place, for ever; a file that was moved away comes back. Now and then
 * it rests, so that some calls meet the real things however slow the disk is.
 */
const swapForever = `
const fs = require('node:fs');
const [dir, outsideDir, file, outsideFile] = process.argv.slice(1);
process.stdout.write('ready');
const tried = (act) => { try { act(); } catch {} };
const resting = new Int32Array(new SharedArrayBuffer(4));
for (let round = 1; ; round += 1) {
  // Whoever made the folder anew meanwhile would end the swapping otherwise.
  tried(() => fs.lstatSync(dir).isDirectory() && fs.rmSync(dir + '-aside', { recursive: true, force: true }));
  tried(() => fs.renameSync(dir, dir + '-aside'));
  tried(() => fs.symlinkSync(outsideDir, dir));
  tried(() => fs.renameSync(file, file + '-aside'));
  tried(() => fs.symlinkSync(outsideFile, file));
  for (let i = 0; i < 20000; i++);
  tried(() => fs.lstatSync(dir).isSymbolicLink() && fs.unlinkSync(dir));
  tried(() => fs.renameSync(dir + '-aside', dir));
  tried(() => fs.lstatSync(file).isSymbolicLink() && fs.unlinkSync(file));
  tried(() => fs.renameSync(file + '-aside', file));
  tried(() => fs.writeFileSync(file, 'inside\\n', { flag: 'wx' }));
  tried(() => fs.mkdirSync(dir));
  tried(() => fs.writeFileSync(dir + '/deep.txt', 'inside\\n', { flag: 'wx' }));
  for (let i = 0; i < 40000; i++);
  if (round % 200 === 0) Atomics.wait(resting, 0, 0, 20);
}`;
