import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { openInterrupted } from '../../../src/interruptedChanges.ts';
import type { PastPlace } from '../../../src/revertRun.ts';
import { noOpenFiles } from '../../../src/workspace/content/openFiles.ts';
import { never, Sandbox } from '../sandbox.ts';

suite('a new file that a crash leaves with its temporary name as well', function () {
  this.timeout(60_000);
  let sandbox: Sandbox;
  let place: PastPlace;
  setup(async () => {
    sandbox = new Sandbox();
    place = {
      folders: [{ name: 'ws', path: sandbox.root }],
      stateDirectory: path.join(sandbox.base, 'state'),
      openFiles: noOpenFiles,
    };
    const program = path.join(import.meta.dirname, 'linkCutOff.ts');
    const child = spawn(process.execPath, [program, sandbox.base], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    assert.equal(await new Promise((resolve) => child.on('exit', (_, name) => resolve(name))), 'SIGKILL');
    assert.equal(fs.statSync(sandbox.at('one.txt')).nlink, 2);
  });
  teardown(() => sandbox.remove());

  const states = async () => {
    const [found] = await openInterrupted(place, never);
    return found?.files.map(({ path: name, state }) => `${name}: ${state}`);
  };

  test('82: is known as what was written, loses that name at once, and its change can be finished', async () => {
    assert.deepEqual(await states(), ['one.txt: after', 'two.txt: before']);
    assert.equal(fs.statSync(sandbox.at('one.txt')).nlink, 1);
    const [found] = await openInterrupted(place, never);
    assert.deepEqual(await found?.settle('finish', never), { kind: 'settled' });
    assert.deepEqual(
      ['one.txt', 'two.txt'].map((name) => sandbox.text(name)),
      ['one.txt\n', 'two.txt\n'],
    );
  });

  test('205: is refused while it has any other name', async () => {
    fs.linkSync(sandbox.at('one.txt'), path.join(sandbox.outside, 'third.txt'));
    assert.deepEqual(await states(), ['one.txt: other', 'two.txt: before']);
    fs.rmSync(path.join(sandbox.outside, 'third.txt'));
    assert.deepEqual(await states(), ['one.txt: after', 'two.txt: before']);
  });
});
