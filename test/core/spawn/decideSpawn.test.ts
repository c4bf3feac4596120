import assert from 'node:assert/strict';
import { decideSpawn, type SpawnDecision, type SpawnState } from '../../../src/core/spawn/gate.ts';

const endless = { tokens: Number.POSITIVE_INFINITY, costUsd: Number.POSITIVE_INFINITY };
const limits = { children: 20, depth: 2, concurrency: 5, tokens: null, costUsd: null, askFanOutFrom: 10 };

const state = (more: Partial<SpawnState>): SpawnState => ({
  parentDepth: 0,
  spawned: 0,
  count: 1,
  startedBefore: 0,
  ahead: { starting: more.count ?? 1, forecastUsd: null },
  limits,
  breaker: { kind: 'closed' },
  setAside: { tokens: 0, costUsd: 0 },
  remaining: endless,
  leftUsd: endless.costUsd,
  isStranger: false,
  maySpread: false,
  mayGrow: true,
  ...more,
});

const starting = (many: number) => ({ ahead: { starting: many, forecastUsd: null } });
const costing = (forecastUsd: number) => ({ ahead: { starting: 1, forecastUsd } });

const allow: SpawnDecision = { kind: 'allow' };
const askProfile: SpawnDecision = { kind: 'ask', about: 'profile' };
const asks = (newLimit?: number): SpawnDecision => ({
  kind: 'ask',
  about: 'children',
  ...(newLimit === undefined ? {} : { newLimit }),
});
const open = { kind: 'open', failures: 5, secondsLeft: 30 } as const;
const broke = { setAside: { tokens: 2, costUsd: 0 }, remaining: { tokens: 1, costUsd: 1 } };
const full = { spawned: 20 };
const deep = { parentDepth: 2 };
const answered = { ...limits, askFanOutFrom: null };

suite('what the gate decides', () => {
  const decisions: Readonly<Record<string, readonly [Partial<SpawnState>, SpawnDecision]>> = {
    'one child with everything free starts': [{}, allow],
    'the last child within the limit starts': [{ spawned: 19 }, allow],
    'nine at once start': [starting(9), allow],
    'ten at once are asked about': [starting(10), asks()],
    'ten at once start after a yes': [{ ...starting(10), maySpread: true }, allow],
    'one more than the nine that started before in its turn is asked about': [{ startedBefore: 9 }, asks()],
    'what else its turn will start is looked at first': [{ ahead: undefined }, { kind: 'look', room: 999 }],
    'with the limit reached there is room for what a person can grant': [
      { ...full, ahead: undefined },
      { kind: 'look', room: 979 },
    ],
    'after a no to that there is room up to the limit': [
      { spawned: 15, ahead: undefined, mayGrow: false },
      { kind: 'look', room: 4 },
    ],
    'nothing is looked at where all was answered beforehand': [{ ahead: undefined, limits: answered }, allow],
    'a fan-out that was answered beforehand starts': [{ ...starting(15), limits: answered }, allow],
    'one that may cost more than is left is asked about': [{ ...costing(2), leftUsd: 1 }, asks()],
    'one that may cost all that is left starts': [{ ...costing(1), leftUsd: 1 }, allow],
    'an unknown forecast is no reason to ask': [{ leftUsd: 0 }, allow],
    'one beyond the limit asks for five more': [full, asks(25)],
    'twelve beyond the limit ask for twelve more': [{ ...full, ...starting(12) }, asks(32)],
    'a fan-out that will pass the limit asks for both at once': [{ spawned: 15, ...starting(12) }, asks(27)],
    'a yes to the fan-out is no yes to a higher limit': [{ ...full, maySpread: true }, asks(25)],
    'a batch of all that is left is asked about as a fan-out': [{ count: 20, ...starting(20) }, asks()],
    'a batch of one more asks for the limit': [{ count: 21, ...starting(21) }, asks(21)],
    'no more than 1,000 are ever asked for': [{ spawned: 999, ...starting(40) }, asks(1000)],
    'a stranger comes before a fan-out': [{ isStranger: true, ...starting(10) }, askProfile],
    'a stranger comes before a higher limit': [{ ...full, isStranger: true }, askProfile],
    'a stranger is asked about whatever was answered beforehand': [
      { isStranger: true, limits: answered, maySpread: true },
      askProfile,
    ],
  };
  for (const [name, [more, decision]] of Object.entries(decisions)) {
    test(name, () => assert.deepEqual(decideSpawn(state(more)), decision));
  }

  const denials: Readonly<Record<string, readonly [Partial<SpawnState>, RegExp]>> = {
    '116: one below the last depth': [deep, /maximum depth/],
    '116: anything where the depth is 0': [{ limits: { ...limits, depth: 0 } }, /maximum depth/],
    'depth comes before the pause': [{ ...deep, breaker: open, ...broke }, /maximum depth/],
    'the pause comes before the budget': [{ breaker: open, ...broke }, /for 30 s/],
    'a trial pauses the others': [{ breaker: { kind: 'trial' } }, /being tried has reported/],
    'what is impossible is not asked about': [
      { isStranger: true, ...starting(10), breaker: open },
      /for 30 s/,
    ],
    '119: more tokens than are left': [broke, /more than you have left \(1 tokens, \$1\.00\)/],
    '119: more dollars than are left': [
      { setAside: { tokens: 0, costUsd: 1.01 }, remaining: { tokens: 1, costUsd: 1 } },
      /more than you have left/,
    ],
    '119: less than a cent is not called nothing': [
      { setAside: { tokens: 0, costUsd: 0.005 }, remaining: { tokens: 1, costUsd: 0.004 } },
      /more than you have left \(1 tokens, \$0\.0040\)/,
    ],
    '119: and what a sum of dollars leaves by error is nothing': [
      { setAside: { tokens: 0, costUsd: 0.005 }, remaining: { tokens: 1, costUsd: 0.1 + 0.2 - 0.3 } },
      /more than you have left \(1 tokens, \$0\)/,
    ],
    '119: a batch that is too much together': [
      { count: 3, setAside: { tokens: 4, costUsd: 0 }, remaining: { tokens: 11, costUsd: 1 } },
      /more than you have left/,
    ],
    'beyond the limit after a person’s no': [{ ...full, mayGrow: false }, /budget exhausted/],
    'beyond a limit that was answered beforehand': [{ ...full, limits: answered }, /budget exhausted/],
    'a stranger beyond a limit that was answered beforehand': [
      { ...full, isStranger: true, limits: answered },
      /budget exhausted/,
    ],
    'all where the limit is 0': [{ limits: { ...limits, children: 0 } }, /budget exhausted/],
    'more than 1,000': [{ spawned: 1000, limits: { ...limits, children: 1000 } }, /budget exhausted/],
    'a batch that ends above 1,000': [
      { spawned: 500, count: 501, ...starting(501) },
      /501 children, but 500 more/,
    ],
    'a batch beyond what is left of a limit answered beforehand': [
      { spawned: 16, count: 40, ...starting(40), limits: answered },
      /40 children, but 4 more/,
    ],
    'a batch when nothing is left': [
      { ...full, count: 2, ...starting(2), limits: answered },
      /budget exhausted/,
    ],
  };
  for (const [name, [more, reason]] of Object.entries(denials)) {
    test(`denies: ${name}`, () => {
      const decision = decideSpawn(state(more));
      assert.equal(decision.kind, 'deny');
      assert.match(decision.kind === 'deny' ? decision.reason : '', reason);
    });
  }

  const broken: Readonly<Record<string, Partial<SpawnState>>> = {
    depth: { parentDepth: Number.NaN },
    'depth limit': { limits: { ...limits, depth: Number.NaN } },
    'number of children': { spawned: Number.NaN, mayGrow: false },
    'count of children': { count: Number.NaN },
    'limit of children': { limits: { ...limits, children: Number.NaN }, mayGrow: false },
    'tokens set aside': { setAside: { tokens: Number.NaN, costUsd: 0 } },
    'dollars set aside': { setAside: { tokens: 0, costUsd: Number.NaN } },
    'tokens left': { remaining: { tokens: Number.NaN, costUsd: 1 } },
    'dollars left': { remaining: { tokens: 1, costUsd: Number.NaN } },
  };
  for (const [name, more] of Object.entries(broken)) {
    test(`118: denies where the ${name} is not a number`, () => {
      assert.equal(decideSpawn(state(more)).kind, 'deny');
    });
  }

  test('118: never lets start what cannot be counted, whatever else holds', () => {
    const odd = [Number.NaN, Number.POSITIVE_INFINITY, 1e308];
    for (const value of odd) {
      const decision = decideSpawn(state({ spawned: value, maySpread: true }));
      assert.notEqual(decision.kind, 'allow', `${value}`);
    }
  });
});
