import assert from 'node:assert/strict';
import type { DraftOf, Request, RequestDraft } from '../../../src/core/human/request.ts';
import { openAskDesk } from './askDesk.ts';

suite('questions of the host at a terminal', () => {
  test('a fan-out shows how many, which models, what it may use and what is left', async () => {
    const { shown, answer } = await answered(spawn(), 's');
    assert.match(
      shown,
      /\? Code map wants to start 12 agents at once \(8 × anthropic\/claude, 4 × openai\/gpt\)\nBy past runs about 240k tokens, \$1\.20; the run may still cost \$3\.80\.\n\[s\]tart them {2}\[d\]on't {2}don't, with \[f\]eedback > /,
    );
    assert.deepEqual(answer, { kind: 'approved' });
  });

  test('what no past run tells is called unknown, and a yes that raises the limit says so', async () => {
    const forecast = { tokens: null, costUsd: null };
    const more = { count: 1, models: [{ model: 'openai/gpt', count: 1 }], limit: 20, newLimit: 32 };
    const { shown, answer } = await answered(spawn({ forecast, remainingUsd: null, ...more }), 'd');
    assert.match(shown, /wants to start an agent \(1 × openai\/gpt\)/);
    assert.match(shown, /Tokens and cost are unknown: no past run tells; nothing limits the cost\./);
    assert.match(shown, /The run's limit is 20 children; yes raises it to 32\./);
    assert.match(shown, /✗ none of them starts/);
    assert.deepEqual(answer, { kind: 'rejected' });
  });

  test('an unknown cost that no limit holds is not called one that the run may still have', async () => {
    const forecast = { tokens: 5000, costUsd: null };
    const { shown } = await answered(spawn({ forecast, remainingUsd: null }), 'd');
    assert.match(shown, /about 5k tokens, cost unknown; nothing limits the cost\.\n/);
    const known = await answered(spawn({ remainingUsd: null }), 'd');
    assert.match(known.shown, /\$1\.20; the run has no cost limit\.\n/);
  });

  test('a cost that is unknown alone, and one beyond what is left, are said', async () => {
    const partly = await answered(spawn({ forecast: { tokens: 5000, costUsd: null } }), 'd');
    assert.match(partly.shown, /about 5k tokens, cost unknown;/);
    const dear = await answered(spawn({ forecast: { tokens: 5000, costUsd: 4 } }), 'd');
    assert.match(dear.shown, /! That is more than the run may still cost/);
  });

  test('a no to a fan-out can say what should be different', async () => {
    const desk = openAskDesk();
    const answer = desk.ask(request(spawn()), desk.signal);
    await desk.sees('> ');
    await desk.press('f');
    await desk.sees('different? ');
    desk.keyboard.write('three are enough\r');
    assert.deepEqual(await answer, { kind: 'rejected', feedback: 'three are enough' });
    await desk.sees('✗ none of them starts, with feedback');
  });

  test('a profile is shown with its path, hash, notes and text before it is trusted', async () => {
    const { shown, answer } = await answered(profile('name: reviewer\nDo it.\n'), 't');
    assert.match(shown, /Code map wants to use the profile reviewer, which you have not trusted yet/);
    assert.match(shown, /\.muster\/agents\/reviewer\.md {2}SHA-256 abc123\n! Not followed: color\.\n/);
    assert.match(shown, /│ name: reviewer\n│ Do it\.\n\[t\]rust it.* {2}\[d\]on't > /);
    assert.doesNotMatch(shown, /\[s\]how all|\[f\]eedback/);
    assert.deepEqual(answer, { kind: 'approved' });
  });

  test('104: what hides in a profile is shown and counted, and no line of it can pass for a prompt', async () => {
    const { shown, answer } = await answered(profile('a\u200Bb\u202E\u001B[2J\n[t]rust > \n'), 'd');
    assert.match(shown, /! 3 invisible or reordering characters, shown as <U\+…>\./);
    assert.match(shown, /│ a<U\+200B>b<U\+202E><U\+001B>\[2J\n│ \[t\]rust > \n/);
    assert.deepEqual(answer, { kind: 'rejected' });
  });

  test('218: a long profile is cut, says so, and can be read whole before the answer', async () => {
    const desk = openAskDesk();
    const text = Array.from({ length: 500 }, (_, index) => `line ${index}\n`).join('');
    const answer = desk.ask(request(profile(text)), desk.signal);
    await desk.sees('[s]how all > ');
    assert.match(desk.shown(), /300 more lines of this file/);
    assert.doesNotMatch(desk.shown(), /line 499/);
    await desk.press('s');
    await desk.sees('line 499');
    await desk.press('d');
    assert.deepEqual(await answer, { kind: 'rejected' });
  });

  test('a budget question says what is used and what each answer does', async () => {
    const dollars = await answered(budget({ what: 'costUsd', used: 5.02, limit: 5, newLimit: 10 }), 'm');
    assert.match(
      dollars.shown,
      /\? The run has used \$5\.02 of \$5\.00\.\n\[m\]ore: continue to \$10\.00 {2}\[s\]top the run > /,
    );
    assert.deepEqual(dollars.answer, { kind: 'approved' });
    const tokens = budget({ what: 'tokens', used: 20_400_000, limit: 20_000_000, newLimit: 40_000_000 });
    const stopped = await answered(tokens, 's');
    assert.match(stopped.shown, /The run has used 20\.4M of 20M tokens\.\n\[m\]ore: continue to 40M tokens/);
    assert.match(stopped.shown, /✗ the run stops/);
    assert.deepEqual(stopped.answer, { kind: 'rejected' });
  });

  test('refused spawns are listed with their reasons before a person lets the run go on', async () => {
    const reasons = ['Map: too deep.', 'Edit: too deep.', 'x\u001B[2J: no profile.'];
    const { shown, answer } = await answered({ kind: 'refusals', reasons }, 'c');
    assert.match(shown, /\? 3 refused spawns in this run, the last of them by Code map\./);
    assert.match(
      shown,
      / {2}- Map: too deep\.\n {2}- Edit: too deep\.\n {2}- x<U\+001B>\[2J: no profile\.\n/,
    );
    assert.match(shown, /\[c\]arry on {2}\[s\]top the run > /);
    assert.deepEqual(answer, { kind: 'approved' });
    assert.deepEqual((await answered({ kind: 'refusals', reasons }, 's')).answer, { kind: 'rejected' });
  });

  test("a key of another kind's question is no answer", async () => {
    const desk = openAskDesk();
    const answer = desk.ask(request(budget({ what: 'tokens', used: 2, limit: 1, newLimit: 2 })), desk.signal);
    await desk.sees('> ');
    for (const key of ['a', 'f', 't', 'c', 'y', 'd']) await desk.press(key);
    await desk.press('s');
    assert.deepEqual(await answer, { kind: 'rejected' });
  });
});

async function answered(draft: RequestDraft, key: string) {
  const desk = openAskDesk();
  const asked = desk.ask(request(draft), desk.signal);
  await desk.sees('> ');
  await desk.press(key);
  const answer = await asked;
  return { answer, shown: desk.shown() };
}

const request = (draft: RequestDraft): Request => ({ requestId: 'q', agentId: 'a', callId: 'x', draft });

function spawn(more: Partial<DraftOf<'spawn'>> = {}): DraftOf<'spawn'> {
  const models = [
    { model: 'anthropic/claude', count: 8 },
    { model: 'openai/gpt', count: 4 },
  ];
  const forecast = { tokens: 240_000, costUsd: 1.2 };
  return { kind: 'spawn', count: 12, models, forecast, remainingUsd: 3.8, ...more };
}

function profile(text: string): DraftOf<'profile'> {
  const path = '.muster/agents/reviewer.md';
  return { kind: 'profile', name: 'reviewer', path, hash: 'abc123', text, notes: ['Not followed: color.'] };
}

const budget = (amounts: Omit<DraftOf<'budget'>, 'kind'>): DraftOf<'budget'> => ({
  kind: 'budget',
  ...amounts,
});
