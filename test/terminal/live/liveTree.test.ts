import assert from 'node:assert/strict';
import type { RunView } from '../../../src/core/journal/runView.ts';
import { LiveTree, showCursor } from '../../../src/terminal/live/liveTree.ts';
import { plainPaint } from '../../../src/terminal/screen/paint.ts';
import { queued, runStarted, viewOf } from '../facts.ts';

const hideCursor = '\u001B[?25l';

suite('live tree', () => {
  test('many facts in a moment are one frame', async () => {
    const screen = openScreen();
    const tree = new LiveTree(screen, plainPaint);
    for (let fact = 0; fact < 500; fact += 1) tree.show({}, view());
    await screen.frame();
    assert.equal(screen.frames(), 1);
    tree.finish();
    assert.equal(screen.frames(), 2);
  });

  test('each frame starts where the one before started, also in a window made narrower', async () => {
    const screen = openScreen();
    const tree = new LiveTree(screen, plainPaint);
    tree.show({}, view());
    await screen.frame();
    assert.match(screen.written(), /◦ parent {2}demo\/scripted \(not AI\) {19}queued/);
    screen.columns = 20;
    tree.finish();
    const wrappedRows = 3 + 3;
    assert.ok(screen.written().includes(`\u001B[${wrappedRows}A\r`), JSON.stringify(screen.written()));
  });

  test('no line of a frame wraps, however wide a terminal takes its text for; what others print does', async () => {
    const screen = openScreen();
    const tree = new LiveTree(screen, plainPaint);
    tree.show({}, view());
    await screen.frame();
    tree.finish();
    const [before, ...frames] = screen.written().split('\u001B[?7l');
    assert.equal(before, hideCursor);
    assert.equal(frames.length, screen.frames());
    for (const frame of frames) assert.match(frame.split('\u001B[?7h')[0] ?? '', /parent.*\n.*\n/s);
  });

  test('while someone else has the terminal the tree is gone, draws nothing and leaves a cursor', async () => {
    const screen = openScreen();
    const tree = new LiveTree(screen, plainPaint);
    tree.show({}, view());
    await screen.frame();
    const resume = tree.pause();
    assert.ok(screen.written().endsWith(showCursor));
    tree.show({}, view());
    tree.finish();
    assert.equal(screen.frames(), 1);
    resume();
    assert.equal(screen.frames(), 1);
  });

  test('two pauses end only with both, and a pause ends once', async () => {
    const screen = openScreen();
    const tree = new LiveTree(screen, plainPaint);
    tree.show({}, view());
    const [first, second] = [tree.pause(), tree.pause()];
    first();
    first();
    tree.finish();
    assert.equal(screen.frames(), 0);
    second();
  });

  test('the cursor is back at the end, and nothing is listened to any more', () => {
    const screen = openScreen();
    const tree = new LiveTree(screen, plainPaint);
    tree.show({}, view());
    tree.finish();
    tree.finish();
    assert.ok(screen.written().endsWith(showCursor));
    assert.equal(screen.listening(), false);
  });
});

function openScreen() {
  let written = '';
  let listening = false;
  let onWrite = () => {};
  const frames = () => written.split(hideCursor).length - 1;
  return {
    columns: 80,
    rows: 24,
    write(text: string) {
      written += text;
      onWrite();
    },
    onResize() {
      listening = true;
      return () => {
        listening = false;
      };
    },
    written: () => written,
    frames,
    listening: () => listening,
    /** Resolves with the next frame. The tree's own timers do not keep a process alive. */
    frame: () =>
      new Promise<void>((resolve) => {
        const keepAwake = setTimeout(() => {}, 5000);
        onWrite = () => {
          if (frames() === 0) return;
          clearTimeout(keepAwake);
          resolve();
        };
      }),
  };
}

function view(): RunView {
  return viewOf([
    [0, runStarted()],
    [0, queued('p', null, 'parent')],
  ]);
}
