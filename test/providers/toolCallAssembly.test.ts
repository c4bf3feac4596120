import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type CallPiece, ToolCallAssembly } from '../../src/providers/toolCallAssembly.ts';

const piece = (given: Partial<CallPiece>): CallPiece => ({
  index: undefined,
  id: '',
  name: '',
  argumentsText: '',
  extra: undefined,
  ...given,
});

function assemble(pieces: readonly Partial<CallPiece>[], taken: string[] = []) {
  const assembly = new ToolCallAssembly();
  for (const given of pieces) assembly.add(piece(given));
  return assembly.calls(new Set(taken)).map(({ id, name, argumentsJson }) => [id, name, argumentsJson]);
}

suite('calls from the pieces that servers send', () => {
  const cases: [string, Partial<CallPiece>[], string[][]][] = [
    [
      'without index, the whole call in one piece',
      [
        { id: 'a', name: 'x', argumentsText: '{"n":1}' },
        { id: 'b', name: 'y', argumentsText: '{"n":2}' },
      ],
      [
        ['a', 'x', '{"n":1}'],
        ['b', 'y', '{"n":2}'],
      ],
    ],
    [
      'without index, in pieces',
      [{ id: 'a', name: 'x' }, { argumentsText: '{"n"' }, { argumentsText: ':1}' }],
      [['a', 'x', '{"n":1}']],
    ],
    [
      'with index 0 for every call',
      [
        { index: 0, id: 'a', name: 'x', argumentsText: '{}' },
        { index: 0, id: 'b', name: 'x', argumentsText: '{}' },
      ],
      [
        ['a', 'x', '{}'],
        ['b', 'x', '{}'],
      ],
    ],
    [
      'with the id late',
      [
        { index: 0, name: 'x', argumentsText: '{' },
        { index: 0, id: 'a', argumentsText: '}' },
      ],
      [['a', 'x', '{}']],
    ],
    [
      'with id and name in every piece',
      [
        { index: 0, id: 'a', name: 'x', argumentsText: '{' },
        { index: 0, id: 'a', name: 'x', argumentsText: '}' },
      ],
      [['a', 'x', '{}']],
    ],
    [
      'interleaved',
      [
        { index: 0, id: 'a', name: 'x', argumentsText: '[' },
        { index: 1, id: 'b', name: 'y', argumentsText: '{' },
        { index: 0, argumentsText: ']' },
        { index: 1, argumentsText: '}' },
      ],
      [
        ['a', 'x', '[]'],
        ['b', 'y', '{}'],
      ],
    ],
    [
      'without any id',
      [
        { index: 0, name: 'x' },
        { index: 1, name: 'y' },
      ],
      [
        ['call_1', 'x', '{}'],
        ['call_2', 'y', '{}'],
      ],
    ],
    ['with blank arguments', [{ index: 0, id: 'a', name: 'x', argumentsText: ' \n' }], [['a', 'x', '{}']]],
  ];
  for (const [what, pieces, expected] of cases) {
    test(`${what}`, () => assert.deepEqual(assemble(pieces), expected));
  }

  test('142: two calls with the same id get different ones', () => {
    const twin = { id: 'a', name: 'x', argumentsText: '{}' };
    const ids = assemble([
      { index: 0, ...twin },
      { index: 1, ...twin },
    ]).map(([id]) => id);
    assert.deepEqual(ids, ['a', 'a_2']);
  });

  test('142: an id from an earlier turn is not used again, given or made up', () => {
    const pieces = [
      { index: 0, id: 'a', name: 'x' },
      { index: 1, name: 'y' },
    ];
    assert.deepEqual(
      assemble(pieces, ['a', 'a_2', 'call_1']).map(([id]) => id),
      ['a_3', 'call_2'],
    );
  });

  test('the order of pieces of different calls does not change the calls', () => {
    const argument = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => text.trim() !== '');
    fc.assert(
      fc.property(
        fc.array(argument, { minLength: 1, maxLength: 5 }),
        fc.infiniteStream(fc.nat()),
        (texts, picks) => {
          const queues = texts.map((text, index) => [
            { index, id: `c${index}`, name: 'x' },
            ...[...text].map((argumentsText) => ({ index, argumentsText })),
          ]);
          const pieces: Partial<CallPiece>[] = queues.map((queue) => queue.shift() ?? {});
          while (queues.some((queue) => queue.length > 0)) {
            const full = queues.filter((queue) => queue.length > 0);
            pieces.push(full[(picks.next().value ?? 0) % full.length]?.shift() ?? {});
          }
          assert.deepEqual(
            assemble(pieces),
            texts.map((text, index) => [`c${index}`, 'x', text]),
          );
        },
      ),
    );
  });
});
