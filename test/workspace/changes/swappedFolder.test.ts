import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { commit } from '../../../src/workspace/changes/commit.ts';
import { openWorkspace, type Workspace } from '../../../src/workspace/confinement/resolver.ts';
import { hashOf } from '../../../src/workspace/content/fileText.ts';
import { noOpenFiles } from '../../../src/workspace/content/openFiles.ts';
import { never, Sandbox } from '../sandbox.ts';

const silent = { changing: () => {}, changed: () => {}, failed: () => {} };
const parts = { record: silent, openFiles: noOpenFiles, kept: null };

suite('a folder that is swapped while files are written', () => {
  let sandbox: Sandbox;
  let workspace: Workspace;
  setup(async () => {
    sandbox = new Sandbox();
    workspace = await openWorkspace({ folders: [{ name: 'ws', path: sandbox.root }] });
  });
  teardown(() => sandbox.remove());

  test('16: while another process swaps the parent for a link, no byte lands outside', async function () {
    this.timeout(60_000);
    sandbox.put('d/keep.txt', 'x');
    const swapper = spawn(
      process.execPath,
      ['-e', swapForever, sandbox.at('d'), sandbox.at('d-aside'), path.join(sandbox.outside, 'dir')],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    try {
      await new Promise((resolve) => swapper.stdout.once('data', resolve));
      let written = 0;
      for (let round = 0; round < 1500; round++) {
        const resolution = await workspace.resolve('d/new.txt');
        if (resolution.kind === 'denied' || resolution.path.kind !== 'missing') {
          fs.rmSync(sandbox.at('d-aside/new.txt'), { force: true });
          if (resolution.kind === 'resolved') await removeInside(resolution.path.canonical);
          continue;
        }
        const creation = { path: resolution.path, before: null, after: Buffer.from('EVIL') };
        const outcome = await commit([creation], parts, never).catch(() => 'refused');
        if (outcome === 'committed') written += 1;
      }
      assert.ok(sandbox.isOutsideUntouched);
      assert.ok(written > 0);
    } finally {
      swapper.kill('SIGKILL');
    }
    assert.ok(sandbox.isOutsideUntouched);
  });

  /** The clean-up of the race itself must not follow the link either. */
  async function removeInside(canonical: string): Promise<void> {
    const resolution = await workspace.resolve(canonical);
    if (resolution.kind !== 'resolved' || resolution.path.kind !== 'file') return;
    const bytes = Buffer.from('EVIL');
    const deletion = { path: resolution.path, before: { bytes, hash: hashOf(bytes) }, after: null };
    await commit([deletion], parts, never).catch(() => {});
  }
});

const swapForever = `
const fs = require('node:fs');
const [dir, aside, outside] = process.argv.slice(1);
process.stdout.write('ready');
for (;;) {
  try { fs.renameSync(dir, aside); fs.symlinkSync(outside, dir); } catch {}
  try { fs.unlinkSync(dir); } catch {}
  try { fs.renameSync(aside, dir); } catch {}
  for (let i = 0; i < 20000; i++);
}`;
