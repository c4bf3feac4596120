import assert from 'node:assert/strict';
import type { ProviderFailure } from '../../../src/core/agent/provider.ts';
import { Harness } from '../harness.ts';
import { call, make, say, toolTexts } from '../scriptedProvider.ts';

const failure: ProviderFailure = {
  kind: 'auth',
  message: 'The key was refused. Set a new one.',
  transient: false,
};

suite('what a model answers', () => {
  test('an empty answer is nudged twice, then the agent has failed', async () => {
    const run = new Harness({ scripts: { lead: [say(''), say(' \n'), say('')] } });
    const report = await run.ended();
    assert.equal(report.outcome, 'failed');
    assert.match(report.reason ?? '', /nothing/);
    const nudges = run.provider.lastRequest('lead').messages.slice(1);
    assert.deepEqual(
      nudges.map(({ role }) => role),
      ['user', 'user'],
    );
  });

  test('an agent that got going again after a nudge may be nudged anew', async () => {
    const note = make(call('note', { text: 'x' }));
    const lead = [say(''), say(''), note, say(''), say(''), say('Done.')];
    assert.equal((await new Harness({ scripts: { lead } }).ended()).outcome, 'completed');
  });

  test('a refusal ends the agent and is not tried again', async () => {
    const refused = say('', {
      stop: { reason: 'refused', message: 'against the rules' },
      calls: [call('note')],
    });
    const run = new Harness({ scripts: { lead: [refused] } });
    const report = await run.ended();
    assert.equal(report.outcome, 'failed');
    assert.match(report.reason ?? '', /refused: against the rules/);
    assert.equal(run.of('toolStarted').length, 0);
  });

  test('a call in an answer cut at the output limit is not made, and the model is told', async () => {
    const cut = say('I write', { stop: { reason: 'length' }, calls: [call('note', { text: 'x' })] });
    const run = new Harness({ scripts: { lead: [cut, say('Done.')] } });
    assert.equal((await run.ended()).outcome, 'completed');
    assert.deepEqual(run.bench.effects, []);
    assert.match(toolTexts(run.provider.lastRequest('lead'))[0]!, /cut off/);
    assert.equal(run.of('toolFinished')[0]?.outcome, 'denied');
  });

  test('a last answer cut at the output limit is a partial report', async () => {
    const run = new Harness({ scripts: { lead: [say('So far', { stop: { reason: 'length' } })] } });
    const report = await run.ended();
    assert.deepEqual([report.outcome, report.summary], ['partial', 'So far']);
  });

  test('calls under one id stay apart, each with its own result', async () => {
    const note = (text: string) => ({ id: 'same', ...call('note', { text }) });
    const run = new Harness({ scripts: { lead: [make(note('a'), note('b'), note('c')), say('Done.')] } });
    await run.ended();
    const { messages } = run.provider.lastRequest('lead');
    const [assistant, tool] = messages.slice(1);
    assert.ok(assistant?.role === 'assistant' && tool?.role === 'tool');
    const ids = assistant.calls.map(({ id }) => id);
    assert.deepEqual(ids, ['same', 'same-2', 'same-3']);
    assert.deepEqual(
      tool.results.map(({ callId, text }) => [callId, text]),
      [
        ['same', 'note a: done'],
        ['same-2', 'note b: done'],
        ['same-3', 'note c: done'],
      ],
    );
  });

  test('the fifth same call in a row is not made; another call is', async () => {
    const same = make(call('note', { text: 'x' }));
    const lead = [same, same, same, same, same, make(call('note', { text: 'y' })), same, say('Done.')];
    const run = new Harness({ scripts: { lead } });
    assert.equal((await run.ended()).outcome, 'completed');
    assert.deepEqual(run.bench.effects, ['note x', 'note x', 'note x', 'note x', 'note y', 'note x']);
    assert.match(toolTexts(run.provider.lastRequest('lead'))[4]!, /5th time/);
  });

  test('a failed model call ends the agent with the provider’s own words', async () => {
    const run = new Harness({
      scripts: {
        lead: [make(call('writing', { path: 'output/a' })), say('', { stop: { reason: 'failed', failure } })],
      },
    });
    const report = await run.ended();
    assert.equal(report.outcome, 'failed');
    assert.equal(report.reason, failure.message);
    assert.deepEqual(
      report.deliverables.map(({ path }) => path),
      ['output/a'],
    );
    assert.deepEqual(run.of('modelReplied')[1]?.failure, failure);
  });

  test('a provider that throws has failed, and gives away nothing of its fault', async () => {
    const run = new Harness({ scripts: { lead: [say('Half', { throws: new Error('secret') })] } });
    assert.equal((await run.ended()).outcome, 'failed');
    assert.doesNotMatch(JSON.stringify(run.events), /secret/);
  });

  test('an answer that breaks off without an end is a failure, not a new try', async () => {
    const run = new Harness({ scripts: { lead: [say('Half', { breaksOff: true, calls: [call('note')] })] } });
    const report = await run.ended();
    assert.equal(report.outcome, 'failed');
    assert.match(report.reason ?? '', /broke off/);
    assert.deepEqual(run.bench.effects, []);
  });

  test('retries of the provider are facts of the run', async () => {
    const retries = [{ attempt: 2, delayMs: 3000, reason: 'rate limit' }];
    const run = new Harness({ scripts: { lead: [say('Done.', { retries })] } });
    await run.ended();
    assert.deepEqual(run.of('modelRetried')[0], {
      type: 'modelRetried',
      agentId: 'id-1',
      ...retries[0],
    });
  });

  test('an answer of more calls than anyone can mean is a failure', async () => {
    const calls = Array.from({ length: 2001 }, () => ({ id: 'same', ...call('note', { text: 'x' }) }));
    const run = new Harness({ scripts: { lead: [make(...calls)] } });
    assert.equal((await run.ended()).outcome, 'failed');
    assert.deepEqual(run.bench.effects, []);
  });
});
