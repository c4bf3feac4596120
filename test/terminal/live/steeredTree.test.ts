import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { terminalAsk } from '../../../src/terminal/asking/terminalAsk.ts';
import { showCursor } from '../../../src/terminal/live/liveTree.ts';
import { SteeredTree } from '../../../src/terminal/live/steeredTree.ts';
import { plainPaint } from '../../../src/terminal/screen/paint.ts';
import { Keys, settled } from '../asking/askDesk.ts';
import { at, type Facts, linesOf, queued, runStarted, viewOf } from '../facts.ts';

const team: Facts = [
  [0, runStarted()],
  [0, queued('p', null, 'parent')],
  [0, { type: 'agentStarted', agentId: 'p' }],
  [1, queued('a', 'p', 'Code map')],
  [1, { type: 'agentStarted', agentId: 'a' }],
];

suite('a live tree steered by keys', () => {
  test('the keys are held from when the run can be steered to the end of the tree, and not before or after', () => {
    const desk = openDesk();
    assert.equal(desk.keyboard.raw, false);
    desk.steer();
    assert.equal(desk.keyboard.raw, true);
    assert.match(desk.shown(), /c cancel an agent/);
    desk.tree.finish();
    assert.deepEqual(desk.given(), { raw: false, listeners: 0 });
    assert.ok(desk.shown().endsWith(showCursor));
  });

  test('the last picture of the tree has no keys below it', () => {
    const desk = openDesk();
    desk.steer();
    const before = desk.shown().length;
    desk.tree.finish();
    assert.match(desk.shown().slice(before), /Code map/);
    assert.doesNotMatch(desk.shown().slice(before), /cancel an agent/);
  });

  test('chosen, taken and confirmed: the agent is cancelled, and a line says so', async () => {
    const desk = openDesk();
    desk.steer();
    await desk.press('c');
    desk.keyboard.write('1');
    await desk.press('\r');
    assert.match(desk.shown(), /Cancel Code map\? What was written stays\./);
    assert.deepEqual(desk.done, []);
    await desk.press('y');
    assert.deepEqual(desk.done, ['cancel a']);
    assert.match(desk.shown(), /Cancelled: Code map\./);
    desk.tree.finish();
  });

  test('what is pasted, or typed ahead, does nothing', async () => {
    const desk = openDesk();
    desk.steer();
    await desk.press('c1\ry');
    for (const key of ['c', '\r', 'y']) desk.keyboard.write(key);
    await desk.press('q');
    assert.deepEqual(desk.done, []);
    desk.tree.finish();
  });

  test('who pauses the tree has the keyboard, too, until the last pause ends', () => {
    const desk = openDesk();
    const early = desk.tree.pause();
    desk.steer();
    assert.equal(desk.keyboard.raw, false);
    early();
    assert.equal(desk.keyboard.raw, true);
    const [first, second] = [desk.tree.pause(), desk.tree.pause()];
    assert.deepEqual(desk.given(), { raw: false, listeners: 0 });
    first();
    first();
    assert.equal(desk.keyboard.raw, false);
    second();
    assert.equal(desk.keyboard.raw, true);
    desk.tree.finish();
    assert.equal(desk.keyboard.raw, false);
  });

  test('a question takes the keys from a choice, and the choice is there again after the answer', async () => {
    const desk = openDesk();
    desk.steer();
    await desk.press('c');
    await desk.press('\r');
    const answer = desk.ask();
    await desk.sees('[c]arry on');
    for (const key of ['\r', 'y']) await desk.press(key);
    const before = desk.shown().length;
    await desk.press('c');
    assert.deepEqual(await answer, { kind: 'approved' });
    await desk.sees('Cancel which agent?', before);
    desk.keyboard.write('y');
    desk.keyboard.write('\r');
    assert.deepEqual(desk.done, []);
    assert.equal(desk.keyboard.raw, true);
    desk.tree.finish();
  });

  test('Ctrl+C is an interrupt, whatever is open, and however much is typed with it', async () => {
    const desk = openDesk();
    desk.steer();
    desk.keyboard.write('\u0003');
    await desk.press('c');
    desk.keyboard.write('xx\u0003');
    await desk.flow();
    assert.deepEqual(desk.done, ['interrupt', 'interrupt']);
    desk.tree.finish();
  });

  test('Ctrl+Z gives the terminal back before the program stops, and takes the keys again when it goes on', async () => {
    const desk = openDesk();
    desk.steer();
    desk.keyboard.write('\u001A');
    await desk.flow();
    assert.deepEqual(desk.done, ['suspend']);
    assert.deepEqual(desk.given(), { raw: false, listeners: 0 });
    assert.ok(desk.shown().endsWith(showCursor));
    desk.jobs.goOn();
    assert.equal(desk.keyboard.raw, true);
    desk.tree.finish();
  });

  test('Ctrl+\\ gives the terminal back before the program ends', async () => {
    const desk = openDesk();
    desk.steer();
    desk.keyboard.write('\u001C');
    await desk.flow();
    assert.deepEqual(desk.done, ['quit']);
    assert.equal(desk.keyboard.raw, false);
    desk.tree.finish();
  });

  test('continued, it makes the terminal raw anew, since a shell may have changed that', () => {
    const desk = openDesk();
    desk.steer();
    desk.keyboard.modes.length = 0;
    desk.jobs.continued();
    assert.deepEqual(desk.keyboard.modes, [false, true]);
    desk.tree.finish();
    desk.keyboard.modes.length = 0;
    desk.jobs.continued();
    assert.deepEqual(desk.keyboard.modes, []);
  });

  test('in the background it reads no key and offers none; brought forward, it does', () => {
    const desk = openDesk();
    desk.jobs.foreground = false;
    desk.steer();
    assert.equal(desk.keyboard.raw, false);
    assert.doesNotMatch(desk.shown(), /cancel an agent/);
    desk.jobs.foreground = true;
    desk.jobs.continued();
    assert.equal(desk.keyboard.raw, true);
    desk.tree.finish();
  });

  test('a shell that does not say that it brought the program forward is not waited for', async () => {
    const desk = openDesk();
    desk.jobs.foreground = false;
    desk.steer();
    desk.jobs.foreground = true;
    await desk.sees('c cancel an agent');
    assert.equal(desk.keyboard.raw, true);
    desk.tree.finish();
  });

  test('where nobody can press keys it is a tree as ever', () => {
    const desk = openDesk({ mayPress: false });
    desk.steer();
    desk.tree.finish();
    assert.deepEqual(desk.keyboard.modes, []);
    assert.match(desk.shown(), /Code map/);
    assert.doesNotMatch(desk.shown(), /cancel an agent/);
  });
});

/** A keyboard that remembers in which states it has been. */
class WatchedKeys extends Keys {
  readonly modes: boolean[] = [];
  override setRawMode(isRaw: boolean): void {
    super.setRawMode(isRaw);
    this.modes.push(isRaw);
  }
}

/** A shell that the test plays. */
class Shell {
  foreground = true;
  goOn = () => {};
  continued = () => {};
  readonly #done: string[];

  constructor(done: string[]) {
    this.#done = done;
  }

  isForeground(): boolean {
    return this.foreground;
  }

  suspend(onContinued: () => void): void {
    this.#done.push('suspend');
    this.goOn = onContinued;
  }

  quit(): void {
    this.#done.push('quit');
  }

  onContinue(callback: () => void): () => void {
    this.continued = callback;
    return () => {
      this.continued = () => {};
    };
  }
}

function openDesk({ mayPress = true } = {}) {
  const done: string[] = [];
  const [keyboard, jobs, output] = [new WatchedKeys(), new Shell(done), new PassThrough()];
  let shown = '';
  const watchers = new Set<() => void>();
  const write = (text: string) => {
    shown += text;
    for (const look of watchers) look();
  };
  output.on('data', (chunk) => write(`${chunk}`));
  const tree = new SteeredTree({
    screen: { columns: 80, rows: 24, write, onResize: () => () => {} },
    paint: plainPaint,
    interrupt: () => done.push('interrupt'),
    ...(mayPress ? { steering: { input: keyboard, jobs } } : {}),
  });
  tree.show(linesOf(team).at(-1) ?? at(0, runStarted()), viewOf(team));
  const ask = terminalAsk({
    input: keyboard,
    output,
    paint: plainPaint,
    agentName: () => 'Code map',
    pause: () => tree.pause(),
    interrupt: () => done.push('interrupt'),
  });
  const flow = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));
  return {
    tree,
    keyboard,
    jobs,
    done,
    flow,
    shown: () => shown,
    /** How the keyboard was left. */
    given: () => ({ raw: keyboard.raw, listeners: keyboard.listenerCount('data') }),
    steer: () =>
      tree.steer({
        cancelAgent: (id) => done.push(`cancel ${id}`) > 0,
        retryAgent: () => ({ kind: 'refused', message: 'No.' }),
        resumeSpawning: () => done.push('resume'),
      }),
    ask: () =>
      ask(
        { requestId: 'q', agentId: 'a', callId: 'c', draft: { kind: 'refusals', reasons: ['Too deep.'] } },
        new AbortController().signal,
      ),
    /** Presses a key once what it answers has been on screen long enough to count. */
    press: async (key: string) => {
      await wait(settled);
      keyboard.write(key);
      await flow();
    },
    /** Resolves once something was shown, after the first `from` characters. */
    sees: (text: string, from = 0) =>
      new Promise<void>((resolve) => {
        const keepAwake = setTimeout(() => {}, 10_000);
        const look = () => {
          if (!shown.includes(text, from)) return;
          watchers.delete(look);
          clearTimeout(keepAwake);
          resolve();
        };
        watchers.add(look);
        look();
      }),
  };
}
