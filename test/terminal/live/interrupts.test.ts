import assert from 'node:assert/strict';
import { listenForInterrupts } from '../../../src/terminal/live/interrupts.ts';

suite('interrupts', () => {
  test('the first stops the run, the second ends the program', () => {
    const done: string[] = [];
    const { interrupt, release } = listenForInterrupts({
      stop: () => done.push('stop'),
      exit: () => done.push('exit'),
    });
    interrupt();
    assert.deepEqual(done, ['stop']);
    interrupt();
    assert.deepEqual(done, ['stop', 'exit']);
    release();
  });

  test('a run that does not stop within two seconds is ended', async () => {
    const startedAt = performance.now();
    const keepAwake = setTimeout(() => {}, 20_000);
    await new Promise<void>((resolve) => {
      const listening = listenForInterrupts({
        stop: () => {},
        exit: () => {
          listening.release();
          resolve();
        },
      });
      listening.interrupt();
    });
    clearTimeout(keepAwake);
    const took = performance.now() - startedAt;
    assert.ok(took > 1900 && took < 10_000, `${took}`);
  });

  test('released, it leaves no listener behind', () => {
    const before = process.listenerCount('SIGTERM');
    listenForInterrupts({ stop: () => {}, exit: () => {} }).release();
    assert.equal(process.listenerCount('SIGTERM'), before);
  });
});
