import assert from 'node:assert/strict';
import type { RequestDraft } from '../../../src/core/human/request.ts';
import { describeRequest } from '../../../src/vscode/approvals/describeRequest.ts';
import { asked, drafts, everyDraft, runWith } from '../asked.ts';

const change = (path: string) => ({
  path,
  before: { hash: 'x', text: 'a\n' },
  after: { hash: 'y', text: 'b\nc\n' },
  isProtected: false,
});
const changes = (...paths: string[]) => asked({ kind: 'change', changes: paths.map(change) });

const inRun = (draft: RequestDraft, origin?: { label?: string; task?: string }) => {
  const request = asked(draft);
  return describeRequest(request, [runWith(request, origin)]);
};

const hostile = '[x](command:foo)\n$(check)\u202Egnp\u2066';

/** Each question again, with hostile text wherever a model or a file can put some. */
const hostileDrafts: readonly RequestDraft[] = [
  { kind: 'change', changes: [{ ...change(hostile), notes: [hostile] }] },
  { ...drafts.spawn, models: [{ model: hostile, count: 12 }] },
  { ...drafts.profile, name: hostile, path: hostile, text: hostile, notes: [hostile] },
  drafts.budget,
  { kind: 'refusals', reasons: [hostile] },
];

suite('a request in words', () => {
  test('says who, what and how much', () => {
    const words = describeRequest(changes('a.md', 'b.md'), []);
    assert.equal(words.sentence, 'An agent wants to change a.md and 1 more (+4 −2 lines).');
    assert.match(words.details, /^change a\.md \(\+2 −1 lines\)\nchange b\.md \(\+2 −1 lines\)\n/);
  });

  test('59, 62: what a person should know of a change stands in the question: the first thing, and all in the details', () => {
    const notes = ['scripts.test: mocha → curl x | sh.', 'a $schema is fetched from https://x'];
    const one = asked({ kind: 'change', changes: [{ ...change('package.json'), notes }] });
    const words = describeRequest(one, []);
    assert.match(words.sentence, / Note: scripts\.test: mocha → curl x \| sh; and 1 more\.$/);
    assert.match(
      words.details,
      /\n {4}note: scripts\.test.*\n {4}note: a \$schema is fetched from https:\/\/x\n/,
    );
    assert.equal(words.isAlarming, true);
    const two = asked({
      kind: 'change',
      changes: [change('a.md'), { ...change('sub/b.json'), notes: ['x'.repeat(500)] }],
    });
    assert.match(describeRequest(two, []).sentence, / Note: b\.json: x+…\.$/);
    assert.ok(describeRequest(two, []).sentence.length < 250);
  });

  test('107: links, icons, line breaks and hidden characters stay text in questions of every kind', () => {
    for (const draft of hostileDrafts) {
      const words = inRun(draft, { label: hostile, task: hostile });
      for (const said of [words.sentence, words.deed, words.yes, words.no, ...words.facts]) {
        assert.doesNotMatch(said, /\]\(|\$\(|[\n\u202E\u2066]/, said);
      }
      assert.doesNotMatch(words.details, /\]\(|\$\(|[\u202E\u2066]/);
      assert.match(words.sentence, /<U\+202E>/);
    }
  });

  test('a path of thousands of characters leaves room for the rest', () => {
    const said = describeRequest(changes(`${'deep/'.repeat(800)}end.md`), []).sentence;
    assert.ok(said.length < 200, said);
    assert.match(said, /deep\/end\.md \(\+2 −1 lines\)\.$/);
  });

  test('names, labels, tasks and reasons of any length leave room for the question', () => {
    const long = 'long '.repeat(2000);
    const drafted: readonly RequestDraft[] = [
      { ...drafts.spawn, models: Array.from({ length: 12 }, () => ({ model: long, count: 1 })) },
      { ...drafts.profile, name: long, path: long },
      { kind: 'refusals', reasons: Array.from({ length: 9 }, (_, n) => `${n} ${long}`) },
    ];
    for (const draft of drafted) {
      const { sentence } = inRun(draft, { label: long, task: long });
      assert.ok(sentence.length < 700, `${draft.kind}: ${sentence.length}`);
    }
  });

  test('names its task whatever it asks, so that the questions of two runs are told apart', () => {
    for (const draft of everyDraft) assert.match(inRun(draft).sentence, /“Sort the notes”/, draft.kind);
  });
});
