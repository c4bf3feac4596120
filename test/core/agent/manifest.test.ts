import assert from 'node:assert/strict';
import { claimedPaths } from '../../../src/core/agent/manifest.ts';
import { Harness } from '../harness.ts';
import { call, make, say, spawn, toolTexts, waitForAll } from '../scriptedProvider.ts';

suite('the files that a text says were written', () => {
  const claims: Readonly<Record<string, readonly string[]>> = {
    'I wrote output/a.md.': ['output/a.md'],
    'See [the report](output/a/b.md), or `output/c.json`!': ['output/a/b.md', 'output/c.json'],
    '**output/a.md**, "output/b.md"; (output/c.md)': ['output/a.md', 'output/b.md', 'output/c.md'],
    'output/a.md output/a.md': ['output/a.md'],
    '/workspace/output/a.md and ./output/b.md': ['output/a.md', 'output/b.md'],
    'output/v1.2/notes.tar.gz': ['output/v1.2/notes.tar.gz'],
    'output/übersicht.md, output/概要.md': ['output/übersicht.md', 'output/概要.md'],
    'output/a.md… and more': ['output/a.md'],
    'output/a.md - the report': ['output/a.md'],
    'Everything is under output/ or output/a/.': [],
    'output/v1.2/ holds all': [],
    'a pattern: output/*.md': [],
    'output\\a.md': [],
    'https://example.org/output/a.md': [],
    'my-output/a.md, src/output/a.md, xoutput/a.md': [],
    'output/a.md-like files': [],
    'Output/A.MD': [],
    'output/<name>.md': [],
    '': [],
  };
  for (const [text, paths] of Object.entries(claims)) {
    test(`${JSON.stringify(text)}: ${paths.join(', ') || 'none'}`, () => {
      assert.deepEqual(claimedPaths(text), paths);
    });
  }

  test('are a hundred at most, and are found fast in a text that is made to be slow', () => {
    const many = Array.from({ length: 500 }, (_, n) => `output/${n}.md`).join(' ');
    assert.equal(claimedPaths(many).length, 100);
    const began = process.cpuUsage();
    claimedPaths('output/'.repeat(600));
    claimedPaths(`output/${'.a'.repeat(2000)}/`);
    assert.ok(process.cpuUsage(began).user < 1_000_000);
  });
});

const write = (path: string) => call('writing', { path });

suite('the files of a report', () => {
  test('are as they are on the disk at the end', async () => {
    const run: Harness = new Harness({
      scripts: {
        lead: [make(spawn('child')), waitForAll, say('Done.')],
        child: [
          make(write('output/a.md')),
          () => {
            run.disk.files.set('output/a.md', 'grown since then');
            return say('I wrote output/a.md.');
          },
        ],
      },
    });
    await run.ended();
    const report = run.reportOf('child');
    assert.deepEqual(report.deliverables, [{ path: 'output/a.md', bytes: 16, hash: 'hash of output/a.md' }]);
    assert.equal(report.missing, undefined);
  });

  test('name what was written and is gone, and what was only said', async () => {
    const run = new Harness({
      scripts: {
        lead: [make(spawn('child')), waitForAll, say('Done.')],
        child: [
          make(write('output/a.md'), write('output/gone.md')),
          say('I wrote output/a.md, output/gone.md and output/never.md.'),
        ],
      },
    });
    run.disk.lost.add('output/gone.md');
    await run.ended();
    const report = run.reportOf('child');
    assert.deepEqual(
      report.deliverables.map(({ path }) => path),
      ['output/a.md'],
    );
    assert.deepEqual(report.missing, ['output/gone.md', 'output/never.md']);
    assert.deepEqual(run.agent('child').missing, ['output/gone.md', 'output/never.md']);
    assert.match(toolTexts(run.provider.lastRequest('lead')).at(-1) ?? '', /"missing":\["output\/gone\.md"/);
  });

  test('are those that were recorded when the disk does not answer within a second', async () => {
    const never = () => new Promise<never>(() => {});
    const run = new Harness({
      scripts: { lead: [make(write('output/a.md')), say('Done: output/b.md')] },
      ports: { hostFiles: () => ({ readText: never, readItems: never, writeText: never, inspect: never }) },
    });
    await run.clock.advance(999);
    assert.equal(await run.reportNow(), undefined);
    await run.clock.advance(1);
    const report = await run.ended();
    assert.deepEqual(
      [report.outcome, report.deliverables.length, report.missing],
      ['completed', 1, undefined],
    );
  });

  test('are those that were recorded when the disk fails', async () => {
    const fails = async () => {
      throw new Error('EIO');
    };
    const run = new Harness({
      scripts: { lead: [make(write('output/a.md')), say('Done.')] },
      ports: { hostFiles: () => ({ readText: fails, readItems: fails, writeText: fails, inspect: fails }) },
    });
    const report = await run.ended();
    assert.deepEqual([report.outcome, report.deliverables.length], ['completed', 1]);
  });
});
