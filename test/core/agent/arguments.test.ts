import assert from 'node:assert/strict';
import { parseArguments, targetOf } from '../../../src/core/agent/arguments.ts';
import { ToolError } from '../../../src/core/agent/tool.ts';
import { Harness } from '../harness.ts';
import { make, say, toolTexts } from '../scriptedProvider.ts';

const bad: Readonly<Record<string, string>> = {
  truncated: '{"text": "a',
  'trailing comma': '{"text": "a",}',
  'single quotes': "{'text': 'a'}",
  NaN: '{"text": NaN}',
  array: '["a"]',
  string: '"a"',
  null: 'null',
  'deep nesting': '['.repeat(1_000_000),
  'a prototype': '{"text": "a", "__proto__": {"isAdmin": true}}',
  'a number for a text': '{"text": 5}',
  'null for a text': '{"text": null}',
  'an unknown argument': '{"text": "a", "mode": "force"}',
  'a missing argument': '{}',
  'nothing at all': '',
};

suite('the arguments of a call', () => {
  for (const [name, argumentsJson] of Object.entries(bad)) {
    test(`with ${name} are an error the model reads, and nothing runs`, async () => {
      const run = new Harness({
        scripts: { lead: [make({ name: 'note', argumentsJson }), say('Done.')] },
      });
      assert.equal((await run.ended()).outcome, 'completed');
      assert.deepEqual(run.bench.effects, []);
      assert.equal(run.of('toolFinished')[0]?.outcome, 'error');
      assert.match(toolTexts(run.provider.lastRequest('lead'))[0]!, /argument/i);
    });
  }

  for (const name of ['Note', 'delete_everything', '__proto__', 'constructor', '']) {
    test(`a tool called ${JSON.stringify(name)} is answered with the names there are`, async () => {
      const run = new Harness({
        scripts: { lead: [make({ name, argumentsJson: '{}' }), say('Done.')] },
      });
      assert.equal((await run.ended()).outcome, 'completed');
      assert.match(toolTexts(run.provider.lastRequest('lead'))[0]!, /no tool .* You have: note,/);
    });
  }

  test('a tool that exists but was not given is unknown', async () => {
    const run = new Harness({
      tools: ['note'],
      scripts: { lead: [make({ name: 'gated', argumentsJson: '{"text":"a"}' }), say('Done.')] },
    });
    await run.ended();
    assert.match(toolTexts(run.provider.lastRequest('lead'))[0]!, /no tool "gated" here\. You have: note\./);
  });

  test('never reach a prototype', () => {
    assert.throws(() => parseArguments('{"__proto__": {"polluted": 1}}'), ToolError);
    assert.equal(Object.getPrototypeOf(parseArguments('{"a": 1}')), Object.prototype);
    assert.throws(() => parseArguments(' '.repeat(20_000_001)), ToolError);
  });

  test('say in a few words what a call is about, or nothing', () => {
    assert.equal(targetOf('{"path": "src/a.ts", "label": "x"}'), 'src/a.ts');
    assert.equal(targetOf('{"path": 5, "pattern": "a"}'), 'a');
    assert.equal(targetOf('{"path": {}}'), undefined);
    assert.equal(targetOf('{"path'), undefined);
    assert.equal(targetOf(`{"path": "${'x'.repeat(5000)}"}`)?.length, 200);
  });
});
