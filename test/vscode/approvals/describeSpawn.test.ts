import assert from 'node:assert/strict';
import type { DraftOf } from '../../../src/core/human/request.ts';
import { describeRequest } from '../../../src/vscode/approvals/describeRequest.ts';
import { asked, drafts, runWith } from '../asked.ts';

const spawn = (parts: Partial<DraftOf<'spawn'>>) => {
  const request = asked({ ...drafts.spawn, ...parts });
  return describeRequest(request, [runWith(request)]);
};
const beginning = 'parent wants to start 12 agents at once for “Sort the notes”';
const models = '8 × anthropic/large, 4 × openai/small';

suite('the question whether many agents may start', () => {
  test('says how many of which models, what they may use, and what the run may still cost', () => {
    const { sentence, yes, no, isAlarming } = spawn({});
    assert.equal(
      sentence,
      `${beginning}: ${models}. About 240k tokens, $1.20; the run may still cost $3.80.`,
    );
    assert.deepEqual([yes, no, isAlarming], ['Start 12 agents', 'Don’t start', false]);
  });

  test('says unknown where no past run tells', () => {
    const { sentence } = spawn({ forecast: { tokens: null, costUsd: null } });
    assert.equal(sentence, `${beginning}: ${models}. Tokens and cost unknown; the run may still cost $3.80.`);
  });

  test('says that nothing limits a cost which is unknown and has no limit that holds', () => {
    const unlimited = (tokens: number | null, costUsd: number | null) =>
      spawn({ forecast: { tokens, costUsd }, remainingUsd: null }).sentence;
    const nothing = 'nothing limits the cost.';
    assert.equal(unlimited(null, null), `${beginning}: ${models}. Tokens and cost unknown; ${nothing}`);
    assert.equal(
      unlimited(1000.4, null),
      `${beginning}: ${models}. About 1k tokens, cost unknown; ${nothing}`,
    );
    const none = 'the run has no cost limit.';
    assert.equal(unlimited(null, 2), `${beginning}: ${models}. About $2.00, tokens unknown; ${none}`);
  });

  test('warns when it would pass what the run may still cost', () => {
    const { sentence, isAlarming } = spawn({ remainingUsd: 1 });
    assert.match(sentence, /\$1\.20; that is more than the \$1\.00 the run may still cost\.$/);
    assert.equal(isAlarming, true);
  });

  test('names the limit that a yes raises', () => {
    assert.match(
      spawn({ limit: 20, newLimit: 32 }).sentence,
      /Its limit is 20 agents; this raises it to 32\.$/,
    );
    assert.doesNotMatch(spawn({ limit: 20 }).sentence, /limit/);
  });

  test('one agent is one agent', () => {
    const one = spawn({ count: 1, models: [{ model: 'demo/scripted', count: 1 }] });
    assert.match(
      one.sentence,
      /^parent wants to start 1 agent for “Sort the notes”: 1 × demo\/scripted \(not AI\)\./,
    );
    assert.equal(one.yes, 'Start 1 agent');
  });

  test('of many models the first stand for all, and the others are counted', () => {
    const many = Array.from({ length: 6 }, (_, n) => ({ model: `m/${n}`, count: 2 }));
    assert.match(spawn({ models: many }).sentence, /: 2 × m\/0, 2 × m\/1, 2 × m\/2, 6 of other models\./);
  });
});
