import assert from 'node:assert/strict';
import type { Answer } from '../../src/core/human/request.ts';
import type { Event } from '../../src/core/journal/event.ts';
import { Gate } from '../core/gate.ts';
import { type Call, type ScriptedModel, startModel } from '../models/scriptedModel.ts';
import { begin, eventsOf, finish, type LiveRun, Place, person, type Settings, wholeRun } from './wholeRun.ts';

const children = 30;
const spawns = Array.from(
  { length: children },
  (_, n): Call => ['spawn', { task: `child ${n}`, label: `c${n}` }],
);
/** All children look at something first, at the same time, and so pass the run's limit together. */
const look: Call = ['glob', { pattern: '*.md' }];

suite('a run whose budget thirty children use up at once', () => {
  let place: Place;
  let model: ScriptedModel;
  let together: (() => void)[];

  setup(async () => {
    place = new Place();
    together = [];
    model = await startModel(async ({ number, task }) => {
      if (!task.startsWith('child')) return number === 1 ? { calls: spawns } : 'Done.';
      if (number > 1) return `Report of ${task}.`;
      await new Promise<void>((resolve) => {
        together.push(resolve);
        if (together.length === children) for (const go of together) go();
      });
      return { calls: [look] };
    });
  });
  teardown(async () => {
    await model.stop();
    place.remove();
  });

  /** Asks; the answer comes when all children are held or have ended, and `inBetween` was done. */
  async function held(first: Answer, settings: Partial<Settings> = {}, inBetween = (_: LiveRun) => {}) {
    const asked = new Gate();
    const ready = new Gate();
    const { requests, ask } = person(async ({ draft }) => {
      if (draft.kind !== 'budget') return { kind: 'approved' };
      asked.open();
      await ready.opened;
      return requests.length === 1 ? first : { kind: 'approved' };
    });
    let quiet = 0;
    const live = await begin(place, {
      url: model.url,
      ask,
      ...settings,
      limits: { children, concurrency: children, tokens: 6000, ...settings.limits },
      onLine: ({ event }) => {
        if (event.type === 'agentHeld') quiet += 1;
        if (quiet === children) ready.open();
      },
    });
    await asked.opened;
    await ready.opened;
    inBetween(live);
    return { ...(await finish(live)), requests };
  }

  /** What happened while the first question was open, that question included. */
  function whileOpen(events: readonly Event[]) {
    const from = events.findIndex(
      (event) => event.type === 'requestRaised' && event.request.draft.kind === 'budget',
    );
    const to = events.findIndex((event, index) => index > from && event.type === 'requestAnswered');
    const during = events.slice(from, to);
    return {
      turns: eventsOf(during, 'turnStarted').length,
      questions: eventsOf(during, 'requestRaised').length,
    };
  }

  test('asks one question, no agent takes a turn before the answer, and after a yes all go on', async () => {
    const { report, events } = await held({ kind: 'approved' });
    assert.equal(report.outcome, 'completed');
    assert.deepEqual(whileOpen(events), { turns: 0, questions: 1 });
    const ends = eventsOf(events, 'agentFinished').filter((event) => event.report.outcome === 'completed');
    assert.equal(ends.length, children + 1);
  });

  test('keeps those at their own limit from a last word as well, until there is an answer', async () => {
    const { report, events } = await held({ kind: 'approved' }, { childLimits: { turns: 1 } });
    assert.equal(report.outcome, 'completed');
    assert.deepEqual(whileOpen(events), { turns: 0, questions: 1 });
    const ends = eventsOf(events, 'agentFinished').map((event) => event.report);
    assert.equal(ends.filter(({ outcome }) => outcome === 'partial').length, children);
    assert.equal(ends.filter(({ summary }) => summary.startsWith('Report of')).length, children);
  });

  test('ends with a no: nobody but the first agent says another word', async () => {
    const { report, events, requests } = await held({ kind: 'rejected' }, { childLimits: { turns: 1 } });
    assert.equal(report.outcome, 'partial');
    assert.match(report.reason ?? '', /limit of 6000 tokens was reached, and a person stopped it/);
    assert.equal(requests.length, 1);
    assert.ok(eventsOf(events, 'turnStarted').length <= children + 3);
  });

  test('128: is cancelled at once while the question is open', async () => {
    const stop = new AbortController();
    let at = 0;
    const { report, events } = await held({ kind: 'approved' }, { signal: stop.signal }, () => {
      at = performance.now();
      stop.abort();
    });
    assert.ok(performance.now() - at < 2000);
    assert.equal(report.outcome, 'cancelled');
    assert.equal(eventsOf(events, 'limitRaised').length, 0);
  });

  test('loses only the child that a person stops while the question is open', async () => {
    const { report, events } = await held({ kind: 'approved' }, {}, ({ run, lines }) => {
      const first = lines.map(({ event }) => event).find((event) => event.type === 'agentHeld');
      assert.ok(first && run.cancelAgent(first.agentId));
    });
    assert.equal(report.outcome, 'completed');
    const outcomes = eventsOf(events, 'agentFinished').map((event) => event.report.outcome);
    assert.equal(outcomes.filter((outcome) => outcome === 'cancelled').length, 1);
    assert.equal(outcomes.filter((outcome) => outcome === 'completed').length, children);
  });
});

suite('a run with next to no budget', () => {
  let place: Place;
  let model: ScriptedModel;

  setup(() => {
    place = new Place();
  });
  teardown(async () => {
    await model.stop();
    place.remove();
  });

  test('of one token asks after the first turn; nobody there means a last word and a partial end', async () => {
    model = await startModel(({ number, tools }) =>
      tools.length > 0 && number === 1 ? { calls: [look] } : `Turn ${number}.`,
    );
    const ask = async (): Promise<Answer> => ({ kind: 'expired', reason: 'no terminal' });
    const { report, events } = await wholeRun(place, { url: model.url, ask, limits: { tokens: 1 } });
    assert.deepEqual([report.outcome, report.summary], ['partial', 'Turn 2.']);
    assert.match(report.reason ?? '', /nobody raised it: no terminal/);
    assert.equal(eventsOf(events, 'turnStarted').length, 2);
  });

  test('whose first agent fails while a child waits for the answer ends in order, with nothing pending', async () => {
    const asked = new Gate();
    model = await startModel(async ({ number, task }) => {
      if (task === 'child') return number === 1 ? { calls: [look] } : 'Child.';
      if (number === 1) return { calls: [['spawn', { task: 'child', label: 'child' }]] };
      await asked.opened;
      throw new Error('gone');
    });
    const ask = () => {
      asked.open();
      return new Promise<Answer>(() => {});
    };
    const limits = { tokens: 700 };
    const { report, events } = await wholeRun(place, { url: model.url, ask, limits });
    assert.equal(report.outcome, 'failed');
    assert.equal(eventsOf(events, 'agentHeld').length, 1);
    assert.deepEqual(
      eventsOf(events, 'requestAnswered').map(({ answer }) => answer.kind),
      ['expired'],
    );
  });
});
