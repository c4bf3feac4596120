import assert from 'node:assert/strict';
import { foldRun } from '../../../src/core/journal/runView.ts';
import { parseCommand } from '../../../src/terminal/arguments/arguments.ts';
import { answerRevert, type Revert } from '../../../src/terminal/reverts/revertAnswer.ts';
import type { CutOff } from '../../../src/terminal/reverts/revertCutOff.ts';
import { type RevertFile, revertTable } from '../../../src/terminal/reverts/revertText.ts';
import { plainPaint } from '../../../src/terminal/screen/paint.ts';
import { wideLimits } from '../../core/usualPorts.ts';
import { Keys, settled } from '../asking/askDesk.ts';

const ready: RevertFile = {
  path: 'a.txt',
  state: 'ready',
  now: { text: 'new\n' },
  before: { text: 'old\n' },
};
const since: RevertFile = { ...ready, path: 'b.txt', state: 'changedSince', reason: 'It was changed.' };
const back: RevertFile = { ...ready, path: 'c.txt', state: 'alreadyBack' };

suite('arguments of muster revert', () => {
  const place = { workspace: undefined, state: undefined };

  test('the whole of the newest run is meant where nothing is named', () => {
    assert.deepEqual(parseCommand(['revert']), {
      kind: 'revert',
      runId: undefined,
      agent: undefined,
      files: [],
      yes: false,
      settle: undefined,
      json: false,
      ...place,
    });
  });

  test('every option is read', () => {
    const words = ['revert', 'run-1', '--agent', 'Map', '--file', './a', '--file', 'b/c', '-y', '--json'];
    assert.deepEqual(parseCommand(words), {
      kind: 'revert',
      runId: 'run-1',
      agent: 'Map',
      files: ['a', 'b/c'],
      yes: true,
      settle: undefined,
      json: true,
      ...place,
    });
    const command = parseCommand(['revert', '--undo']);
    assert.equal(command.kind === 'revert' && command.settle, 'undo');
  });

  for (const [words, message] of [
    [['revert', '--finish', '--leave'], /one of --finish, --undo and --leave/],
    [['revert', '--undo', '--file', 'a'], /about a whole change/],
    [['revert', '--agent', ' '], /--agent is empty/],
    [['revert', '--file', ''], /--file is empty/],
    [['revert', 'a', 'b'], /Name one run/],
    [['revert', '../x'], /not the name of a run/],
    [['report', '--yes'], /--yes is an option of muster revert/],
    [['logs', '--json'], /--json is an option of muster run, muster retry and muster revert;/],
  ] as const) {
    test(`"${words.join(' ')}" is wrong usage`, () => {
      const command = parseCommand(words);
      assert.equal(command.kind, 'usageError');
      assert.match(command.kind === 'usageError' ? command.message : '', message);
    });
  }
});

suite('muster revert', () => {
  test('the table says what happens to each file, and what stays and why', () => {
    const made: RevertFile = { ...ready, path: 'made.txt', before: null };
    const gone: RevertFile = { ...ready, path: 'gone.txt', now: null };
    assert.deepEqual(revertTable([ready, since, back, made, gone]).split('\n').slice(0, 6), [
      'FILE      WHAT HAPPENS',
      'a.txt     gets back what was in it',
      'b.txt     stays: It was changed.',
      'c.txt     is as it was before',
      'made.txt  is deleted: the run made it',
      'gone.txt  comes back: the run deleted it',
    ]);
  });

  test('107: a file name or a reason cannot steer the terminal', () => {
    const table = revertTable([{ ...since, path: 'a\u001B[2J', reason: 'x\u001B[2J\u202E' }]);
    assert.ok(!table.includes('\u001B') && !table.includes('\u202E'));
  });

  test('a person is asked, sees the diffs on request, and only y restores', async () => {
    const desk = openDesk([ready, back], { person: true });
    const code = desk.revert([]);
    await desk.press('\r');
    await desk.press('d');
    await desk.sees('+old');
    assert.match(desk.said(), /Restore 1 file\? \[y\]es {2}\[n\]o {2}\[d\]iffs > /);
    assert.match(desk.said(), /^-new\n\+old$/m);
    assert.equal(desk.applied(), 0);
    await desk.press('y');
    assert.equal(await code, 0);
    assert.equal(desk.applied(), 1);
    assert.match(desk.said(), /Restored 1 file\.\n$/);
  });

  test('where nothing can be restored a person is offered the diffs, and nobody else is asked', async () => {
    const desk = openDesk([since], { person: true });
    const code = desk.revert([]);
    await desk.sees('[e]nd > ');
    await desk.press('d');
    assert.equal(await code, 1);
    assert.match(desk.said(), /^-new\n\+old$/m);
    assert.equal(await openDesk([since], { person: true }).revert(['--yes']), 1);
    assert.equal(await openDesk([since]).revert([]), 1);
    assert.equal(await openDesk([back], { person: true }).revert([]), 0);
  });

  test('a no restores nothing', async () => {
    const desk = openDesk([ready], { person: true });
    const code = desk.revert([]);
    await desk.press('n');
    assert.equal(await code, 1);
    assert.equal(desk.applied(), 0);
  });

  test('without a terminal it shows what it would do, and does it only with --yes', async () => {
    const desk = openDesk([ready]);
    assert.equal(await desk.revert([]), 2);
    assert.match(desk.printed(), /a\.txt {2}gets back/);
    assert.equal(desk.applied(), 0);
    assert.equal(await desk.revert(['--yes']), 0);
    assert.equal(desk.applied(), 1);
  });

  test('what stays makes it a part only, and nothing to do is no failure', async () => {
    assert.equal(await openDesk([ready, since]).revert(['--yes']), 1);
    assert.equal(await openDesk([since]).revert(['--yes']), 1);
    assert.equal(await openDesk([back]).revert(['--yes']), 0);
    assert.equal(await openDesk([]).revert(['--yes']), 0);
  });

  test('a file that changed meanwhile restores nothing and says so', async () => {
    const desk = openDesk([ready], { outcome: { kind: 'stale', reason: 'A file changed meanwhile.' } });
    assert.equal(await desk.revert(['--yes']), 1);
    assert.match(desk.said(), /Nothing was restored: A file changed meanwhile\./);
  });

  test('an agent is named by its label or its id; one that is not there, or not alone, is asked for again', async () => {
    const desk = openDesk([ready]);
    for (const name of ['id-1', 'Code map', 'CODE MAP'])
      assert.equal(await desk.revert(['--yes', '--agent', name]), 0);
    assert.deepEqual(desk.scopes, [{ ofAgent: 'id-1' }, { ofAgent: 'id-1' }, { ofAgent: 'id-1' }]);
    assert.equal(await desk.revert(['--yes', '--agent', 'Twin']), 2);
    assert.match(desk.said(), /Several agents are called "Twin"/);
    assert.equal(await desk.revert(['--yes', '--agent', 'none']), 2);
    assert.match(desk.said(), /has no agent "none"/);
  });
});

suite('files that are named to muster revert', () => {
  test('one that the run has not changed is wrong usage, and none of the others is restored', async () => {
    const desk = openDesk([ready]);
    assert.equal(await desk.revert(['--yes', '--file', 'a.txt', '--file', 'a.tx\u202E']), 2);
    assert.match(
      desk.said(),
      /Run run-1 has not changed "a\.tx[^\u202E]+"\. Name a file as its table does\.\n$/,
    );
    assert.equal(desk.applied(), 0);
    assert.equal(await desk.revert(['--yes', '--file', './a.txt']), 0);
    assert.equal(desk.applied(), 1);
  });
});

suite('a change that was cut off, at a terminal', () => {
  test('82: is told first, and settled as a person says', async () => {
    const desk = openDesk([ready], { person: true, cutOff: 'settled' });
    const code = desk.revert([]);
    await desk.sees('[l]eave');
    assert.match(
      desk.said(),
      /was cut off while it changed 3 files: 1 of them is changed\.\n {2}x {2}changed\n/,
    );
    await desk.press('u');
    await desk.sees('Restore 1 file?');
    await desk.press('n');
    await code;
    assert.deepEqual(desk.choices, ['undo']);
  });

  test('82: a revert that was cut off is told and taken up, or finished or left on a word', async () => {
    const desk = openDesk([ready], { cutOff: 'settled', kind: 'revert' });
    assert.equal(await desk.revert(['--yes']), 0);
    assert.match(
      desk.said(),
      /^The revert of run run-1 was cut off: 1 of 3 files restored\.\n {2}x {2}restored\n {2}y {2}not restored yet\n/,
    );
    assert.deepEqual([desk.choices, desk.applied()], [[], 1]);
    for (const choice of ['finish', 'leave']) assert.equal(await desk.revert([`--${choice}`]), 0);
    assert.deepEqual([desk.choices, desk.applied()], [['finish', 'leave'], 1]);
    assert.match(desk.said(), /Finished: all of its files are restored\./);
  });

  test('82: without a terminal it takes one of three words, and then nothing else is done', async () => {
    const desk = openDesk([ready], { cutOff: 'settled' });
    assert.equal(await desk.revert(['--yes']), 2);
    assert.match(desk.said(), /muster revert run-1 --finish, --undo or --leave/);
    for (const choice of ['finish', 'undo', 'leave']) assert.equal(await desk.revert([`--${choice}`]), 0);
    assert.deepEqual(desk.choices, ['finish', 'undo', 'leave']);
    assert.equal(desk.applied(), 0);
  });

  test('82: one that cannot be settled says why and how to leave it', async () => {
    const desk = openDesk([ready], { cutOff: 'stuck' });
    assert.equal(await desk.revert(['--finish']), 1);
    assert.match(desk.said(), /Nothing was done: x was changed\. To leave the files as they are: --leave\./);
  });
});

interface DeskOptions {
  readonly person?: boolean;
  readonly cutOff?: 'settled' | 'stuck';
  readonly kind?: CutOff['kind'];
  readonly outcome?: Awaited<ReturnType<Revert['apply']>>;
}

/** A terminal with a run of three agents, and a revert that only counts how often it was applied. */
function openDesk(files: readonly RevertFile[], options: DeskOptions = {}) {
  const keyboard = new Keys();
  let [printed, said, applied] = ['', '', 0];
  const scopes: object[] = [];
  const choices: string[] = [];
  const restored = files.filter(({ state }) => state === 'ready').map(({ path }) => path);
  const apply: Revert['apply'] = async () => {
    applied += 1;
    return options.outcome ?? { kind: 'reverted', restored };
  };
  const states = [
    { path: 'x', state: 'after' as const },
    { path: 'y', state: 'before' as const },
    { path: 'z', state: 'other' as const },
  ];
  const change: CutOff = {
    kind: options.kind ?? 'change',
    runId: 'run-1',
    files: states,
    settle: async (choice) => {
      choices.push(choice);
      return options.cutOff === 'stuck' ? { kind: 'stuck', reason: 'x was changed.' } : { kind: 'settled' };
    },
  };
  const output = (write: (text: string) => void) => ({ write, flushed: async () => {} });
  const terminal = {
    out: output((text) => {
      printed += text;
    }),
    err: output((text) => {
      said += text;
    }),
    outIsTerminal: false,
    screen: undefined,
    person: options.person ? { input: keyboard } : undefined,
    paint: plainPaint,
  };
  const signal = new AbortController().signal;
  const revert = (words: readonly string[]) => {
    const command = parseCommand(['revert', ...words]);
    assert.ok(command.kind === 'revert');
    const open = async (scope: object) => {
      scopes.push(scope);
      return { files, apply };
    };
    const cutOff = options.cutOff === undefined ? [] : [change];
    const parts = { run: runOfThree(), cutOff, open, terminal, interrupt: () => {} };
    return answerRevert(command, parts, signal);
  };
  return {
    revert,
    scopes,
    choices,
    press: async (key: string) => {
      await new Promise((resolve) => setTimeout(resolve, settled));
      keyboard.write(key);
    },
    sees: async (text: string) => {
      while (!said.includes(text)) await new Promise((resolve) => setTimeout(resolve, 10));
    },
    printed: () => printed,
    said: () => said,
    applied: () => applied,
  };
}

function runOfThree() {
  const limits = { deadlineSeconds: null, turns: 1, tokens: null, costUsd: null };
  const agents = ['Code map', 'Twin', 'Twin'].map((label, index) => ({
    t: '',
    event: {
      type: 'agentQueued' as const,
      agentId: `id-${index + 1}`,
      parentId: null,
      depth: 0,
      brief: { task: 'T', label, model: 'm', tools: [], limits },
    },
  }));
  const started = { type: 'runStarted' as const, runId: 'run-1', task: 'Test', limits: wideLimits };
  const view = foldRun([{ t: '', event: started }, ...agents]);
  assert.ok(view);
  return view;
}
