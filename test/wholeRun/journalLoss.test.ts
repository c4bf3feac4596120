import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { rgPath } from '@vscode/ripgrep';
import { parentOf } from '../../src/core/firstAgent.ts';
import { type RunBrief, startRun } from '../../src/core/run.ts';
import { systemClock } from '../../src/systemClock.ts';
import { openWorkspace } from '../../src/workspace/confinement/resolver.ts';
import { noOpenFiles } from '../../src/workspace/content/openFiles.ts';
import { createHostFiles } from '../../src/workspace/hostFiles/hostFiles.ts';
import { type JournalDisk, openJournal } from '../../src/workspace/journal/journalFile.ts';
import { defaultLayout } from '../../src/workspace/layout/layout.ts';
import { createFileTools, fileToolNames } from '../../src/workspace/tools/fileTools.ts';
import { usualPorts } from '../core/usualPorts.ts';
import { type Call, type ScriptedModel, startModel } from '../models/scriptedModel.ts';
import { fileParts, never } from '../workspace/sandbox.ts';
import {
  approve,
  assertClean,
  begin,
  childLimits,
  eventsOf,
  type LiveRun,
  models,
  Place,
  providersAt,
  runLimits,
} from './wholeRun.ts';

const blobs = (live: LiveRun) => join(dirname(live.journal), 'blobs');

/** What can happen to the records of a run while it is under way. */
const losses: Readonly<Record<string, (live: LiveRun) => void>> = {
  'its folder is deleted': ({ journal }) => rmSync(dirname(journal), { recursive: true }),
  'all records are deleted': ({ place }) => rmSync(place.state, { recursive: true }),
  'its file is deleted': ({ journal }) => rmSync(journal),
  'its file is replaced by another one': ({ journal }) => {
    renameSync(journal, `${journal}.old`);
    writeFileSync(journal, '');
  },
  'its folder is moved away': ({ journal, place }) => renameSync(dirname(journal), join(place.base, 'moved')),
  'nothing can be stored beside it': (live) => {
    rmSync(blobs(live), { recursive: true, force: true });
    writeFileSync(blobs(live), '');
  },
  ...(process.platform === 'win32' || process.getuid?.() === 0
    ? {}
    : {
        'its folder is made read-only': (live: LiveRun) => {
          mkdirSync(blobs(live), { recursive: true });
          chmodSync(blobs(live), 0o500);
        },
      }),
};

/** Disks that stop taking lines of the journal at one of them. */
const fullDisks: Readonly<Record<string, (line: number) => JournalDisk>> = {
  'is full': (line) =>
    diskFailingAt(line, () => {
      throw Object.assign(new Error('full'), { code: 'ENOSPC' });
    }),
  'takes only a part of a line': (line) =>
    diskFailingAt(line, (file, bytes) => writeSync(file, bytes.subarray(0, bytes.length / 2))),
};

function diskFailingAt(line: number, fail: JournalDisk['write']): JournalDisk {
  let lines = 0;
  return {
    write: (file, bytes) => {
      lines += 1;
      return lines === line ? fail(file, bytes) : writeSync(file, bytes);
    },
    sync: () => {},
  };
}

/** A whole run whose journal lies on a disk of its own; all else is as in every run. */
async function runOnDisk(place: Place, url: string, disk: JournalDisk) {
  const workspace = await openWorkspace({ folders: [{ name: 'ws', path: place.root }] });
  const runId = randomUUID();
  const journal = await openJournal(place.state, runId, { disk });
  const recorded: string[] = [];
  const model = models.chat;
  const brief: RunBrief = {
    runId,
    first: parentOf({ task: 'Write.', model, tools: [...fileToolNames] }),
    childModel: model,
    approval: 'ask',
    limits: { ...runLimits, children: 0, depth: 0, concurrency: 1 },
    childLimits: { ...childLimits, deadlineSeconds: null, turns: 5 },
    workspace: 'The layout.',
    profiles: [],
  };
  const run = startRun(
    brief,
    {
      provider: providersAt(url),
      ...usualPorts(),
      hostFiles: createHostFiles({ workspace, layout: defaultLayout, openFiles: noOpenFiles }),
      ask: approve,
      clock: systemClock,
      tools: createFileTools({ workspace, layout: defaultLayout, rgPath, ...fileParts(place.state) }),
      append: (event) => {
        journal.append(event);
        if (event.type === 'fileChanging') recorded.push(event.path);
      },
      newId: randomUUID,
    },
    never,
  );
  const report = await run.report;
  journal.close();
  return { report, recorded };
}

suite('183: a run whose journal is lost', () => {
  let place: Place;
  let model: ScriptedModel;

  setup(() => {
    place = new Place();
    place.put('src/app.ts', 'one\n');
  });
  teardown(async () => {
    await model.stop();
    place.remove();
  });

  for (const [what, lose] of Object.entries(losses)) {
    test(`changes nothing more and says so when ${what}`, async () => {
      // Long enough to be stored beside the journal; the journal itself holds the rest.
      const content = 'x'.repeat(20_000);
      let calls = 0;
      let live: LiveRun | undefined;
      model = await startModel(({ task, number }) => {
        calls += 1;
        const write = (path: string): Call => ['write_file', { path, content }];
        if (task !== 'Child') {
          const spawn: Call = ['spawn', { task: 'Child', label: 'child' }];
          return number === 1 ? { calls: [spawn, spawn, spawn, write('output/first.md')] } : 'Done.';
        }
        if (number > 3) return 'Done.';
        if (number === 2 && live) lose(live);
        if (number === 2) live = undefined;
        return { calls: [write(`output/${number}-${calls}.md`), write(`src/${number}-${calls}.ts`)] };
      });
      live = await begin(place, { url: model.url, ask: approve });
      const { lines, run } = live;
      const report = await run.report;
      assert.equal(report.outcome, 'failed');
      assert.match(report.reason ?? '', /journal could not be written/);
      assertClean(place);

      const recorded = eventsOf(
        lines.map(({ event }) => event),
        'fileChanging',
      ).map(({ path }) => path);
      const written = [...place.files().keys()].filter((name) => name !== 'src/app.ts');
      assert.ok(written.length > 0);
      assert.deepEqual(
        written.filter((name) => !recorded.includes(name)),
        [],
      );
      await new Promise((resolve) => setTimeout(resolve, 50));
      assert.deepEqual(
        [...place.files().keys()].filter((name) => name !== 'src/app.ts'),
        written,
      );
    });
  }

  for (const [how, failing] of Object.entries(fullDisks)) {
    test(`changes nothing more when the disk ${how}, at any line`, async () => {
      model = await startModel(({ number }) =>
        number <= 2
          ? {
              calls: [1, 2].map((n): Call => ['write_file', { path: `output/${number}-${n}`, content: 'x' }]),
            }
          : 'Done.',
      );
      for (let line = 1; line < 24; line += 1) {
        const { report, recorded } = await runOnDisk(place, model.url, failing(line));
        assert.equal(report.outcome, 'failed', `line ${line}`);
        const written = [...place.files().keys()].filter((name) => name !== 'src/app.ts');
        assert.deepEqual(
          written.filter((name) => !recorded.includes(name)),
          [],
        );
        assertClean(place);
        rmSync(place.at('output'), { recursive: true, force: true });
      }
    });
  }

  test('does not begin at all if the records cannot be opened', async () => {
    model = await startModel(() => 'never asked');
    writeFileSync(place.state, 'a file where the folder should be');
    await assert.rejects(begin(place, { url: model.url }), /not used/);
    rmSync(place.state);
    place.link(place.outside, '../state');
    await assert.rejects(begin(place, { url: model.url }), /not used/);
    assertClean(place);
  });

  test('changes nothing more if whoever is shown the lines fails', async () => {
    model = await startModel(({ number }) =>
      number === 1 ? { calls: [['write_file', { path: 'output/x.md', content: 'x' }]] } : 'Done.',
    );
    const onLine = ({ event }: { event: { type: string } }) => {
      if (event.type === 'fileChanging') throw new Error('a broken view');
    };
    const { run } = await begin(place, { url: model.url, onLine });
    assert.equal((await run.report).outcome, 'failed');
    assert.deepEqual([...place.files().keys()], ['src/app.ts']);
  });
});
