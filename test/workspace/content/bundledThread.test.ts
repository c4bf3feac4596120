import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { build } from 'esbuild';
import { bundleOptions, entries } from '../../../scripts/bundle.ts';
import { pdfFile } from './pdfFile.ts';

suite('documents in what is shipped', () => {
  test('a bundled program finds the thread that takes documents apart', async function () {
    this.timeout(60_000);
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'muster-'));
    try {
      const { entryPoints, chunkNames } = entries('cli');
      const documents = { in: 'src/workspace/content/documents/documents.ts', out: 'cli' };
      await build({
        ...bundleOptions,
        entryPoints: entryPoints.map((entry) => (entry.out === 'cli' ? documents : entry)),
        chunkNames,
        outdir: folder,
      });
      fs.writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}');
      fs.writeFileSync(path.join(folder, 'a.pdf'), pdfFile([['from a thread']]));
      fs.writeFileSync(path.join(folder, 'main.js'), program);
      const said = execFileSync(process.execPath, ['main.js'], { cwd: folder, encoding: 'utf8' });
      assert.equal(said, '--- page 1 ---\nfrom a thread\n');
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });
});

const program = `
import { readFileSync } from 'node:fs';
import { Documents } from './cli.js';
const file = { bytes: readFileSync('a.pdf'), hash: '', display: 'a.pdf' };
const { text } = await new Documents().read(file, new AbortController().signal);
process.stdout.write(text);
`;
