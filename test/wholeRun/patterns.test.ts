import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type Call, type Play, type ScriptedModel, startModel, type Turn } from '../models/scriptedModel.ts';
import { begin, type Ended, eventsOf, finish, Place } from './wholeRun.ts';

interface DocumentedCall {
  readonly tool: string;
  readonly [argument: string]: unknown;
}

const page = readFileSync(new URL('../../docs/patterns.md', import.meta.url), 'utf8');

/** The parent's turns as the page shows them under one heading. */
function turnsOf(heading: string): readonly (readonly DocumentedCall[])[] {
  const section = page.split(/^## /m).find((part) => part.startsWith(heading));
  assert.ok(section, `The page has no section “${heading}”.`);
  return [...section.matchAll(/```json\n(.*?)```/gs)].map(([, json = '']) => JSON.parse(json));
}

/** The calls of one turn with the ids in the place of the labels. */
function callsOf(turn: readonly DocumentedCall[], { everHeard }: Turn): Call[] {
  const answers = [...everHeard.join('\n').matchAll(/\{"(?:agent|batch)_id":"([^"]+)".*?\}/g)];
  return turn.map(({ tool, ...input }) => {
    const json = JSON.stringify(input).replaceAll(/<([^<>]+)>/g, (_, label: string) => {
      if (tool === 'wait' && label === 'pages') return batchIdIn(everHeard);
      const answer = answers.find(([text]) => text.includes(`"label":"${label}"`));
      assert.ok(answer?.[1], `Nothing was spawned as “${label}”.`);
      return answer[1];
    });
    return [tool, JSON.parse(json)];
  });
}

const batchIdIn = (heard: readonly string[]) => /"batch_id":"([^"]+)"/.exec(heard.join('\n'))?.[1] ?? '';

suite('the patterns of the documentation', () => {
  let place: Place;
  let model: ScriptedModel | undefined;

  setup(() => {
    place = new Place();
  });
  teardown(async () => {
    await model?.stop();
    place.remove();
  });

  /** Plays the parent as documented and everybody else with `child`; the person says yes. */
  async function play(heading: string, child: Play): Promise<Ended & { readonly heard: readonly string[] }> {
    const turns = turnsOf(heading);
    const heard: string[] = [];
    model = await startModel((turn) => {
      if (turn.task !== 'Follow the page.') return child(turn);
      heard.push(...turn.heard);
      const next = turns[turn.number - 1];
      return next ? { calls: callsOf(next, turn) } : 'Done.';
    });
    const ask = async () => ({ kind: 'approved' }) as const;
    const limits = { children: 20, depth: 1, concurrency: 5, tokens: null, costUsd: null, askFanOutFrom: 10 };
    const live = await begin(place, { url: model.url, task: 'Follow the page.', ask, limits });
    return { ...(await finish(live)), heard };
  }

  test('research: three explorers at once, joined in order, and their files read', async () => {
    const all = meetingOf(3);
    const { report, events, heard } = await play('Research', async (turn) => {
      if (turn.number === 1) await all();
      return deliver(turn);
    });
    assert.equal(report.outcome, 'completed');
    assert.deepEqual(reported(events), ['api', 'docs', 'tests']);
    const [join] = heard.filter((text) => text.startsWith('{"reports":'));
    assert.deepEqual(labelsIn(join), ['api', 'docs', 'tests']);
    assert.deepEqual(
      [...place.files().keys()].filter((name) => name.startsWith('output/research/')).toSorted(),
      ['output/research/api.md', 'output/research/docs.md', 'output/research/tests.md'],
    );
    assert.equal(heard.filter((text) => text.includes('What there is to say about')).length, 3);
  });

  test('staged validation: the reviewers start after the draft and work side by side', async () => {
    const all = meetingOf(3);
    const { report, events } = await play('Staged validation', async (turn) => {
      if (turn.number === 1 && !turn.task.includes('migration guide for users')) await all();
      return deliver(turn);
    });
    assert.equal(report.outcome, 'completed');
    const order = events.flatMap((event) => {
      if (event.type === 'agentStarted') return [`start ${event.agentId}`];
      return event.type === 'agentFinished' ? [`end ${event.agentId}`] : [];
    });
    const [, draft, ...reviewers] = eventsOf(events, 'agentQueued').map(({ agentId }) => agentId);
    assert.equal(reviewers.length, 3);
    for (const reviewer of reviewers) {
      assert.ok(order.indexOf(`end ${draft}`) < order.indexOf(`start ${reviewer}`));
    }
  });

  test('recovery: a partial attempt, then the first of three ways wins and the rest is cancelled', async () => {
    const { report, events } = await play('Recovery', async (turn) => {
      if (turn.task.includes('attempt.md')) {
        return turn.tools.length > 0 && turn.number <= 2
          ? { calls: [['glob', { pattern: `data/${turn.number}/**` }]] }
          : 'It is not in the first two places.';
      }
      if (turn.task.includes('searching')) return deliver(turn);
      return new Promise(() => {});
    });
    assert.equal(report.outcome, 'completed');
    const outcomes = Object.fromEntries(
      eventsOf(events, 'agentFinished').map(({ report: { label, outcome } }) => [label, outcome]),
    );
    assert.deepEqual(outcomes, {
      parent: 'completed',
      attempt: 'partial',
      'by searching': 'completed',
      'by reading': 'cancelled',
      'by history': 'cancelled',
    });
  });

  test('batch: forty items from a CSV, one question, one file of results, and counts for the parent', async () => {
    const rows = Array.from({ length: 40 }, (_, n) => `docs/p${n}.md,"Page ${n}, with a comma"`);
    place.put('data/pages.csv', ['path,title', ...rows].join('\n'));
    const { report, events, heard } = await play('Batch at scale', async ({ task }) => {
      const [, path, title] = /page (\S+), titled “(.+)”/.exec(task) ?? [];
      return `${path} is about ${title}.`;
    });
    assert.equal(report.outcome, 'completed');
    const drafts = eventsOf(events, 'requestRaised').map(({ request }) => request.draft);
    assert.deepEqual(
      drafts.map((draft) => draft.kind === 'spawn' && [draft.count, draft.newLimit]),
      [[40, 40]],
    );
    const [join = ''] = heard.filter((text) => text.startsWith('{"reports":'));
    assert.match(join, /40 completed\./);
    assert.doesNotMatch(join, /is about/);
    const lines = (place.files().get('output/pages/results.jsonl') ?? '').trim().split('\n');
    assert.deepEqual(
      lines.map((line) => JSON.parse(line).summary),
      rows.map((_, n) => `docs/p${n}.md is about Page ${n}, with a comma.`),
    );
  });
});

/** Resolves for each of `size` callers when all have come: with fewer at the same time it never would. */
function meetingOf(size: number): () => Promise<void> {
  const waiting: (() => void)[] = [];
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      if (waiting.length === size) for (const go of waiting) go();
    });
}

/** A child that writes the file its task names, and reports. */
function deliver({ task, number }: Turn) {
  const path = /Write (output\/\S+\.md)/.exec(task)?.[1] ?? 'output/nowhere.md';
  if (number > 1) return `It is in ${path}.`;
  const content = `What there is to say about ${path}.`;
  return { calls: [['write_file', { path, content }] satisfies Call] };
}

function reported(events: Ended['events']): string[] {
  const reports = eventsOf(events, 'agentFinished').map(({ report }) => report);
  return reports
    .filter(({ label }) => label !== 'parent')
    .map(({ label }) => label)
    .toSorted();
}

const labelsIn = (json = '') => JSON.parse(json).reports.map(({ label }: { label: string }) => label);
