import assert from 'node:assert/strict';
import { ToolError } from '../../../src/core/agent/tool.ts';
import { checkTemplate, grouped, inlineItem, taskFor } from '../../../src/core/spawn/batchItems.ts';
import { make, say, toolTexts } from '../scriptedProvider.ts';
import { batch, bigRun, childScripts, numbers, resultsOf } from './batches.ts';

const items = (...values: Parameters<typeof inlineItem>[0][]) => values.map(inlineItem);

suite('the template of a batch', () => {
  test('{{item}} stands for the whole item, and a column for its part', () => {
    const [row] = items({ name: 'Ada', age: 36, tags: ['a'] });
    assert.equal(
      taskFor('{{ name }} is {{age}}: {{tags}} {{item}}', [row!]),
      `Ada is 36: ["a"] ${row!.text}`,
    );
  });

  test('what an item says is never read as a template again', () => {
    const [row] = items({ a: '{{b}} {{item}} $&', b: 'B' });
    assert.equal(taskFor('{{a}}-{{b}}', [row!]), '{{b}} {{item}} $&-B');
  });

  test('{{item}} is the whole item also where it has a column of that name', () => {
    const [row] = items({ item: 'lamp', price: 3 });
    checkTemplate('{{item}} for {{price}}', [row!], 1);
    assert.equal(taskFor('{{item}} for {{price}}', [row!]), '{"item":"lamp","price":3} for 3');
  });

  test('who names an unknown column is not told that {{item}} is one', () => {
    for (const [row, message] of [
      [{ item: 'lamp', price: 3 }, 'Item 1 has no {{colour}}. It has: price. {{item}} is the whole of it.'],
      [
        { item: 'lamp' },
        'Item 1 has no {{colour}}. It has no other named parts. {{item}} is the whole of it.',
      ],
    ] as const) {
      assert.throws(() => checkTemplate('{{colour}}', items(row), 1), { name: 'ToolError', message });
    }
  });

  test('words that every object knows are no columns', () => {
    for (const name of ['toString', '__proto__', 'constructor', 'hasOwnProperty']) {
      assert.throws(() => checkTemplate(`{{${name}}}`, items('x'), 1), ToolError, name);
    }
  });

  for (const [name, template, size, message] of [
    ['no placeholder', 'do it', 1, /must contain \{\{item\}\}/],
    ['a half placeholder', 'do {{item} {item}}', 1, /must contain \{\{item\}\}/],
    ['an unknown column', '{{nme}}', 1, /Item 1 has no \{\{nme\}\}\. It has: name\./],
    ['a column that the second lacks', '{{name}}', 1, /Item 2 has no \{\{name\}\}\. It has no named parts\./],
    ['a column for several items', '{{name}}', 2, /only \{\{item\}\} can be used/],
  ] as const) {
    test(`with ${name} is refused`, () => {
      const rows = template === '{{name}}' ? items({ name: 'Ada' }, 'Bob') : items({ name: 'Ada' });
      assert.throws(() => checkTemplate(template, rows, size), { name: 'ToolError', message });
    });
  }

  test('made to be slow takes no time', () => {
    const began = process.cpuUsage();
    assert.throws(
      () => checkTemplate(`${'{{'.repeat(1000)}${' '.repeat(90_000)}x`, items('x'), 1),
      ToolError,
    );
    checkTemplate(`{{item}}{{${' '.repeat(90_000)}x`, items('x'), 1);
    assert.ok(process.cpuUsage(began).user < 1_000_000);
  });

  test('groups are of one size, the last may be smaller, and none is lost', () => {
    const groups = grouped(items(...numbers(7)), 3);
    assert.deepEqual(
      groups.map((group) => group.map(({ text }) => text).join('')),
      ['012', '345', '6'],
    );
  });
});

const leadOf = (more: object) => [make(batch(more)), say('I wait.'), say('Done.')];
const refused = (more: object) => bigRun({ lead: [make(batch(more)), say('Done.')] });

suite('the items of a batch', () => {
  test('come from a file as well', async () => {
    const run = bigRun({
      lead: leadOf({ items_file: 'list.csv', task: 'do {{name}}' }),
      ...childScripts(['Ada']),
    });
    run.disk.lists.set('list.csv', [{ text: 'Ada,36', parts: { name: 'Ada', age: '36' } }]);
    await run.ended();
    assert.deepEqual(resultsOf(run)[0]?.items, ['Ada,36']);
  });

  test('can be numbers and objects', async () => {
    const run = bigRun({ lead: leadOf({ items: [7, { a: 1 }] }), ...childScripts(['7', '{"a":1}']) });
    await run.ended();
    assert.equal(resultsOf(run).length, 2);
  });

  for (const [name, more, message] of [
    ['none', { items: [] }, /no items/],
    ['neither a list nor a file', {}, /either items or items_file/],
    ['a list and a file', { items: ['a'], items_file: 'x' }, /either items or items_file/],
    ['a file that is not there', { items_file: 'x' }, /"x" does not exist/],
    ['more than a run can have children', { items: numbers(1001) }, /1001 children are more.*batch_size/],
    ['a missing placeholder', { items: ['a'], task: 'do' }, /must contain/],
    ['an unknown profile', { items: ['a'], profile: 'x' }, /no profile/],
    ['a size of nothing', { items: ['a'], batch_size: 0 }, /Invalid arguments/],
  ] as const) {
    test(`${name}: the call is refused, nothing starts, and the model reads why`, async () => {
      const run = refused(more);
      await run.ended();
      assert.equal(run.of('agentQueued').length, 1);
      assert.equal(run.of('batchStarted').length, 0);
      assert.match(toolTexts(run.provider.lastRequest('lead'))[0] ?? '', message);
    });
  }

  test('a thousand and one can be done by fewer children', async () => {
    const groups = grouped(items(...numbers(1001)), 1000);
    const tasks = groups.map((group) => taskFor('do {{item}}', group));
    const run = bigRun({
      lead: leadOf({ items: numbers(1001), batch_size: 1000 }),
      ...Object.fromEntries(tasks.map((task) => [task, [say('Did.')]])),
    });
    await run.ended();
    assert.deepEqual(
      resultsOf(run).map((line) => line.items.length),
      [1000, 1],
    );
  });
});
