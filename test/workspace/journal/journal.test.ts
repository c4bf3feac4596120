import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Event } from '../../../src/core/journal/event.ts';
import { openJournal } from '../../../src/workspace/journal/journalFile.ts';
import { listRuns } from '../../../src/workspace/journal/listRuns.ts';
import { readJournal, verifyJournal } from '../../../src/workspace/journal/readJournal.ts';
import { wideLimits } from '../../core/usualPorts.ts';

suite('the journal', () => {
  let base: string;
  let state: string;
  setup(() => {
    base = fs.mkdtempSync(path.join(os.tmpdir(), 'muster-journal-'));
    state = path.join(base, 'state');
  });
  teardown(() => fs.rmSync(base, { recursive: true, force: true }));

  const message = (text: string): Event => ({ type: 'messageReceived', agentId: 'a', text, from: [] });
  async function written(...texts: readonly string[]): Promise<string> {
    const journal = await openJournal(state, 'run-1');
    for (const text of texts) journal.append(message(text));
    journal.close();
    return journal.path;
  }
  const textsIn = async (file: string) =>
    (await readJournal(file)).lines.map(({ event }) =>
      event.type === 'messageReceived' ? event.text : event.type,
    );

  test('what was appended is read back, numbered, chained and private', async () => {
    const file = await written('one', 'two\nlines', 'a\0b', 'half \ud800 character', '日本');
    assert.deepEqual(await textsIn(file), ['one', 'two\nlines', 'a\0b', 'half \ud800 character', '日本']);
    assert.deepEqual(
      (await readJournal(file)).lines.map(({ seq }) => seq),
      [0, 1, 2, 3, 4],
    );
    assert.deepEqual(await verifyJournal(file), { kind: 'intact', lines: 5 });
    assert.equal(fs.statSync(file).mode & 0o777, 0o600);
    assert.equal(fs.statSync(path.dirname(file)).mode & 0o777, 0o700);
  });

  test('176: long texts are kept once beside the journal and come back', async () => {
    const long = 'é'.repeat(300_000);
    const file = await written(long, long, 'x'.repeat(8192), `${'y'.repeat(9000)}\udc00`);
    assert.deepEqual(await textsIn(file), [long, long, 'x'.repeat(8192), `${'y'.repeat(9000)}\udc00`]);
    const blobs = path.join(path.dirname(file), 'blobs');
    assert.equal(fs.readdirSync(blobs).length, 1);
    assert.ok(fs.statSync(file).size < 30_000);
    fs.appendFileSync(path.join(blobs, fs.readdirSync(blobs)[0]!), 'x');
    assert.deepEqual((await verifyJournal(file)).kind, 'broken');
  });

  test('a continued journal goes on with its numbers and chain', async () => {
    await written('one');
    const file = await written('two');
    assert.deepEqual(await textsIn(file), ['one', 'two']);
    assert.equal((await verifyJournal(file)).kind, 'intact');
  });

  test('173, 174: torn at any byte, all lines before stay, the tail is kept aside, the next append is readable', async () => {
    const file = await written('one', 'two', 'three');
    const whole = fs.readFileSync(file);
    const lastLine = whole.lastIndexOf(10, whole.length - 2) + 1;
    for (let length = lastLine + 1; length < whole.length; length++) {
      fs.writeFileSync(file, whole.subarray(0, length));
      assert.deepEqual(await textsIn(file), ['one', 'two']);
      assert.deepEqual((await readJournal(file)).problems, [
        { seq: 2, reason: 'the last line is torn', isDamage: false },
      ]);
      assert.equal((await verifyJournal(file)).kind, 'broken');
      await written('next');
      assert.deepEqual(await textsIn(file), ['one', 'two', 'next']);
      assert.equal((await verifyJournal(file)).kind, 'intact');
    }
    const aside = fs.readdirSync(path.dirname(file)).filter((name) => name.includes('.torn-'));
    assert.equal(aside.length, whole.length - lastLine - 1);
  });

  test('175: lines that are missing are told of once, and not again with each line after them', async () => {
    const file = await written('one', 'two', 'three', 'four', 'five', 'six');
    const lines = fs.readFileSync(file, 'utf8').split('\n');
    fs.writeFileSync(file, lines.toSpliced(1, 2).join('\n'));
    assert.deepEqual((await readJournal(file)).problems, [
      { seq: 1, reason: 'the line says it is number 3', isDamage: true },
    ]);
  });

  const damages: readonly (readonly [string, number, (lines: string[]) => string[]])[] = [
    ['a changed byte', 2, (lines) => lines.with(1, lines[1]!.replace('two', 'twx'))],
    ['a removed line', 1, (lines) => lines.toSpliced(1, 1)],
    ['swapped lines', 1, (lines) => [lines[0]!, lines[2]!, lines[1]!, lines[3]!]],
    ['an added line', 2, (lines) => lines.toSpliced(1, 0, lines[1]!)],
    ['a zeroed stretch', 1, (lines) => lines.with(1, '\0'.repeat(lines[1]!.length))],
  ];
  for (const [name, seq, damage] of damages) {
    test(`175, 185: ${name} is found, and the lines after it are still listed`, async () => {
      const file = await written('one', 'two', 'three', 'four');
      const lines = fs.readFileSync(file, 'utf8').trimEnd().split('\n');
      fs.writeFileSync(file, `${damage(lines).join('\n')}\n`);
      const verdict = await verifyJournal(file);
      assert.ok(verdict.kind === 'broken');
      assert.equal(verdict.seq, seq);
      assert.ok((await textsIn(file)).includes('four'));
      await assert.rejects(openJournal(state, 'run-1'), { name: 'JournalError', message: /damaged/ });
    });
  }

  test('180: an unknown event is reported and skipped, a newer version is refused politely', async () => {
    const file = await written('one');
    const [line] = fs.readFileSync(file, 'utf8').split('\n');
    fs.writeFileSync(file, `${line!.replace('messageReceived', 'somethingNew')}\n`);
    assert.deepEqual(await readJournal(file), {
      lines: [],
      problems: [{ seq: 0, reason: 'unknown event somethingNew', isDamage: false }],
    });
    fs.writeFileSync(file, `${line!.replace('"v":1', '"v":2')}\n`);
    await assert.rejects(readJournal(file), { name: 'JournalError', message: /newer version/ });
    await assert.rejects(openJournal(state, 'run-1'), /newer version/);
  });

  test('a state folder is made with all the folders on the way, private', async () => {
    const deep = path.join(base, 'x', 'y', 'state');
    (await openJournal(deep, 'run-1')).close();
    assert.equal(fs.statSync(path.join(base, 'x')).mode & 0o777, 0o700);
    assert.ok(fs.existsSync(path.join(deep, 'run-1', 'journal.jsonl')));
  });

  test('a state folder that cannot be made is an error that names it', async function () {
    if (process.platform !== 'linux') return this.skip();
    await assert.rejects(openJournal('/proc/muster/state', 'run-1'), {
      name: 'JournalError',
      message: /^The folder "\/proc\/muster" cannot be made: /,
    });
  });

  test('183: a state folder, run folder or journal that is a link is refused', async () => {
    fs.mkdirSync(path.join(base, 'elsewhere'));
    fs.symlinkSync(path.join(base, 'elsewhere'), state);
    const message = `The state folder "${state}" is a link or a file; it is not used.`;
    await assert.rejects(openJournal(state, 'run-1'), { name: 'JournalError', message });
    assert.throws(() => listRuns(state), { name: 'JournalError', message });
    fs.unlinkSync(state);
    fs.mkdirSync(state);
    fs.symlinkSync(path.join(base, 'elsewhere'), path.join(state, 'run-1'));
    await assert.rejects(openJournal(state, 'run-1'), { name: 'JournalError' });
    fs.unlinkSync(path.join(state, 'run-1'));
    fs.mkdirSync(path.join(state, 'run-1'));
    fs.symlinkSync(path.join(base, 'elsewhere', 'x'), path.join(state, 'run-1', 'journal.jsonl'));
    await assert.rejects(openJournal(state, 'run-1'), { name: 'JournalError' });
    assert.deepEqual(fs.readdirSync(path.join(base, 'elsewhere')), []);
  });

  for (const [name, disk] of [
    [
      'fails',
      {
        write: () => {
          throw new Error('ENOSPC');
        },
        sync: () => {},
      },
    ],
    [
      'is partial',
      {
        write: (file: number, bytes: Uint8Array) => fs.writeSync(file, bytes.subarray(0, 5)),
        sync: () => {},
      },
    ],
  ] as const) {
    test(`173, 183: after a write that ${name}, every append throws`, async () => {
      const journal = await openJournal(state, 'run-1', { disk });
      assert.throws(() => journal.append(message('one')), { name: 'JournalError' });
      assert.throws(() => journal.append(message('two')), { name: 'JournalError' });
      journal.close();
      assert.deepEqual(await textsIn(await written('three')), ['three']);
    });
  }

  test('184: a sync that fails stops the journal', async () => {
    let mayFail = true;
    const disk = {
      write: fs.writeSync,
      sync: () => {
        if (mayFail) throw new Error('EIO');
      },
    };
    const journal = await openJournal(state, 'run-1', { disk });
    const limits = { ...wideLimits, children: 1, concurrency: 1 };
    const event: Event = { type: 'runStarted', runId: 'run-1', task: 'x', limits };
    assert.throws(() => journal.append(event), { name: 'JournalError' });
    mayFail = false;
    assert.throws(() => journal.append(event), { name: 'JournalError' });
    journal.close();
  });

  test('runs are listed newest first; ids that are not ours are not used', async () => {
    for (const [n, runId] of ['b', 'c', 'a'].entries()) {
      const journal = await openJournal(state, runId, { now: () => new Date(1_700_000_000_000 + n * 1000) });
      journal.append(message('x'));
      journal.close();
    }
    fs.mkdirSync(path.join(state, 'Not Ours'));
    assert.deepEqual(
      listRuns(state).map(({ runId }) => runId),
      ['a', 'c', 'b'],
    );
    assert.deepEqual(listRuns(path.join(base, 'none')), []);
    for (const runId of ['../x', 'A', '', 'a/b', 'x'.repeat(65)]) {
      await assert.rejects(openJournal(state, runId), { name: 'JournalError' });
    }
  });

  test('runs and journals that are closed to this user do not hide the others; a closed state folder says so', async function () {
    if (process.platform === 'win32') return this.skip();
    for (const runId of ['20260102-120000-a', '20260102-120000-b', '20260102-120000-c']) {
      const journal = await openJournal(state, runId);
      journal.append(message('x'));
      journal.close();
    }
    const listed = () => asOneWhoMayNotReadAll(() => listRuns(state).map(({ runId }) => runId.slice(-1)));
    fs.chmodSync(base, 0o755);
    fs.chmodSync(state, 0o755);
    for (const { path: file } of listRuns(state)) {
      fs.chmodSync(path.dirname(file), 0o755);
      fs.chmodSync(file, 0o644);
    }
    fs.chmodSync(path.join(state, '20260102-120000-a'), 0);
    fs.chmodSync(path.join(state, '20260102-120000-b', 'journal.jsonl'), 0);
    assert.deepEqual(listed(), ['c', 'b']);
    fs.chmodSync(state, 0);
    assert.throws(listed, {
      name: 'JournalError',
      message: `The state folder "${state}" cannot be read: no permission (EACCES).`,
    });
    fs.chmodSync(state, 0o755);
  });
});

/** For root nothing is closed; it becomes somebody else meanwhile. */
function asOneWhoMayNotReadAll<T>(action: () => T): T {
  if (process.getuid?.() !== 0) return action();
  process.seteuid?.(65_534);
  try {
    return action();
  } finally {
    process.seteuid?.(0);
  }
}
