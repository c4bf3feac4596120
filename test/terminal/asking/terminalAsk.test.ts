import assert from 'node:assert/strict';
import type { Answer, Request } from '../../../src/core/human/request.ts';
import { askNobody } from '../../../src/terminal/asking/terminalAsk.ts';
import { openAskDesk } from './askDesk.ts';

suite('approvals at a terminal', () => {
  test('shows who asks, the file and the diff, and approves with one key', async () => {
    const desk = openAskDesk();
    const answer = desk.ask(request('one', 'a\n', 'b\n'), desk.signal);
    await desk.sees('> ');
    assert.match(
      desk.shown(),
      /Code map asks to change a file\nChange one\.md {2}\+1 −1 lines\n@@.*\n-a\n\+b\n/,
    );
    await desk.press('a');
    assert.deepEqual(await answer, { kind: 'approved' });
    assert.deepEqual(desk.pauses, ['paused', 'resumed']);
    assert.equal(desk.keyboard.raw, false);
  });

  test('215: a key pressed before the question could be read is no answer', async () => {
    const desk = openAskDesk();
    const answer = desk.ask(request('one', 'a\n', 'b\n'), desk.signal);
    await desk.sees('> ');
    desk.keyboard.write('a');
    await desk.press('r');
    assert.deepEqual(await answer, { kind: 'rejected' });
  });

  test('keys without a meaning and pasted text are ignored', async () => {
    const desk = openAskDesk();
    const answer = desk.ask(request('one', 'a\n', 'b\n'), desk.signal);
    await desk.sees('> ');
    await desk.press('x');
    desk.keyboard.write('approve all of it');
    desk.keyboard.write('\r');
    desk.keyboard.write('r');
    assert.deepEqual(await answer, { kind: 'rejected' });
  });

  test('a rejection can say what should be different', async () => {
    const desk = openAskDesk();
    const answer = desk.ask(request('one', 'a\n', 'b\n'), desk.signal);
    await desk.sees('> ');
    await desk.press('f');
    await desk.sees('different? ');
    desk.keyboard.write('use a table\r');
    assert.deepEqual(await answer, { kind: 'rejected', feedback: 'use a table' });
  });

  test('requests are asked one at a time, in the order they came', async () => {
    const desk = openAskDesk();
    const answers = ['one', 'two', 'three'].map((name) => desk.ask(request(name, 'a\n', 'b\n'), desk.signal));
    const given: Answer[] = [];
    for (const [index, name] of ['one', 'two', 'three'].entries()) {
      await desk.sees(`Change ${name}.md`);
      assert.equal(desk.shown().match(/asks to change/g)?.length, index + 1);
      await desk.press(index === 1 ? 'r' : 'a');
      given.push(await (answers[index] ?? assert.fail()));
    }
    assert.deepEqual(
      given.map((answer) => answer.kind),
      ['approved', 'rejected', 'approved'],
    );
  });

  test('a request whose agent is stopped leaves the queue at once; the one being asked stays', async () => {
    const desk = openAskDesk();
    const stop = new AbortController();
    const first = desk.ask(request('one', 'a\n', 'b\n'), desk.signal);
    const second = desk.ask(request('two', 'a\n', 'b\n'), stop.signal);
    const third = desk.ask(request('three', 'a\n', 'b\n'), desk.signal);
    await desk.sees('Change one.md');
    stop.abort(new Error('stopped'));
    await assert.rejects(second, /stopped/);
    await desk.press('a');
    assert.deepEqual(await first, { kind: 'approved' });
    await desk.sees('Change three.md');
    await desk.press('a');
    assert.deepEqual(await third, { kind: 'approved' });
    assert.doesNotMatch(desk.shown(), /two\.md/);
  });

  test('100: a question whose agent is stopped goes away, and no key answers it', async () => {
    const desk = openAskDesk();
    const stop = new AbortController();
    const answer = desk.ask(request('one', 'a\n', 'b\n'), stop.signal);
    await desk.sees('> ');
    stop.abort(new Error('stopped'));
    await assert.rejects(answer, /stopped/);
    await desk.sees('No longer needed');
    assert.equal(desk.keyboard.listenerCount('data'), 0);
    assert.deepEqual(desk.pauses, ['paused', 'resumed']);
  });

  test('Ctrl+C is an interrupt, not an answer', async () => {
    const desk = openAskDesk();
    const answer = desk.ask(request('one', 'a\n', 'b\n'), desk.signal);
    await desk.sees('> ');
    desk.keyboard.write('\u0003');
    await desk.press('r');
    assert.deepEqual(await answer, { kind: 'rejected' });
    assert.equal(desk.interrupts(), 1);
  });

  test('218: a long diff is cut, says so, and can be read whole before the answer', async () => {
    const desk = openAskDesk();
    const lines = Array.from({ length: 500 }, (_, index) => `line ${index}\n`).join('');
    const answer = desk.ask(request('one', null, lines), desk.signal);
    await desk.sees('> ');
    assert.match(desk.shown(), /more lines of this diff/);
    assert.doesNotMatch(desk.shown(), /line 499/);
    await desk.press('s');
    await desk.sees('line 499');
    await desk.press('a');
    assert.deepEqual(await answer, { kind: 'approved' });
  });

  test('where there is nobody to ask, a request expires with the reason', async () => {
    const answer = await askNobody(request('one', 'a\n', 'b\n'), new AbortController().signal);
    assert.deepEqual(answer, { kind: 'expired', reason: 'no terminal to ask in' });
  });
});

function request(name: string, before: string | null, after: string): Request {
  const snapshot = (text: string) => ({ hash: `hash of ${text}`, text });
  const change = {
    ...{ path: `${name}.md`, after: snapshot(after), isProtected: false },
    before: before === null ? null : snapshot(before),
  };
  const draft = { kind: 'change' as const, changes: [change] };
  return { requestId: name, agentId: 'agent', callId: 'call', draft };
}
