import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Amount } from '../../../src/core/agent/cost.ts';
import { Budget } from '../../../src/core/spawn/budget.ts';

const amount = (tokens: number, costUsd = 0): Amount => ({ tokens, costUsd });
const limit = (tokens: number | null, costUsd: number | null = null) => ({ tokens, costUsd });

function child(parent: Budget, tokens: number): Budget {
  const budget = parent.branch(limit(tokens), amount(tokens));
  assert.ok(budget);
  return budget;
}

suite('a budget', () => {
  test('without a limit is never used up', () => {
    const budget = Budget.of(limit(null));
    budget.use(amount(1e12, 1e6));
    assert.equal(budget.remaining().tokens, Number.POSITIVE_INFINITY);
    assert.equal(budget.remaining().costUsd, Number.POSITIVE_INFINITY);
  });

  test('119: what is set aside for one child is not there for the next', () => {
    const parent = Budget.of(limit(100));
    child(parent, 70);
    assert.equal(parent.branch(limit(40), amount(40)), undefined);
    assert.equal(parent.remaining().tokens, 30);
    child(parent, 30);
    assert.equal(parent.remaining().tokens, 0);
  });

  test('without a limit of its own ends where those above it do', () => {
    const run = Budget.of(limit(null, 8));
    const free = run.branch(limit(null));
    const held = run.branch(limit(null, 4), amount(0, 3));
    const left = () => [free?.leftUsd(), held?.leftUsd()];
    assert.deepEqual(left(), [5, 4]);
    held?.branch(limit(null), amount(0, 2));
    assert.deepEqual(left(), [5, 2]);
    const below = free?.branch(limit(null), amount(0, 6));
    assert.equal(below?.leftUsd(), 5, 'What was promised beyond what is there is not there.');
    below?.use(amount(0, 4));
    assert.deepEqual(left(), [0, 2]);
    below?.close();
    assert.deepEqual(left(), [1, 2]);
    run.use(amount(0, 2));
    assert.deepEqual(left(), [0, 1]);
  });

  test('119: tokens and dollars must both be there, and a refusal takes nothing', () => {
    const parent = Budget.of(limit(100, 1));
    assert.equal(parent.branch(limit(10, 2), amount(10, 2)), undefined);
    assert.deepEqual(parent.remaining(), amount(100, 1));
  });

  for (const tokens of [Number.NaN, Number.POSITIVE_INFINITY]) {
    test(`118: ${tokens} tokens cannot be set aside`, () => {
      assert.equal(Budget.of(limit(5)).branch(limit(null), amount(tokens)), undefined);
    });
  }

  test('what a child uses is its parent’s use, and no longer promised', () => {
    const parent = Budget.of(limit(100));
    const below = child(parent, 40);
    below.use(amount(15));
    assert.equal(parent.used.tokens, 15);
    assert.equal(parent.remaining().tokens, 60);
    assert.equal(below.remaining().tokens, 25);
  });

  test('120: what a child leaves is there again, once', () => {
    const parent = Budget.of(limit(100));
    const below = child(parent, 40);
    below.use(amount(15));
    below.close();
    assert.equal(parent.remaining().tokens, 85);
    below.close();
    assert.equal(parent.remaining().tokens, 85);
  });

  test('a child that used more than was set aside takes it from what its parent has left', () => {
    const parent = Budget.of(limit(100));
    const below = child(parent, 40);
    below.use(amount(55));
    assert.equal(below.remaining().tokens, 0);
    assert.equal(parent.remaining().tokens, 45);
    below.close();
    assert.equal(parent.remaining().tokens, 45);
  });

  test('a grandchild is paid from its parent’s part, and the first agent’s promise shrinks with it', () => {
    const lead = Budget.of(limit(100));
    const middle = child(lead, 60);
    const below = child(middle, 20);
    below.use(amount(5));
    assert.deepEqual(
      [lead, middle, below].map((budget) => budget.remaining().tokens),
      [40, 40, 15],
    );
    below.close();
    assert.equal(middle.remaining().tokens, 55);
    middle.close();
    assert.equal(lead.remaining().tokens, 95);
  });

  test('a raised limit leaves what was used and promised as it is', () => {
    const parent = Budget.of(limit(100, 1));
    child(parent, 40);
    parent.use(amount(60));
    parent.raise('tokens', 150);
    assert.deepEqual(parent.remaining(), amount(50, 1));
  });
});

const step = fc.record({
  act: fc.constantFrom('branch', 'branch', 'use', 'use', 'close', 'raise'),
  who: fc.nat(40),
  tokens: fc.nat(60),
  cents: fc.nat(60),
});

interface Node {
  readonly budget: Budget;
  readonly parent: Node | undefined;
  readonly setAside: Amount;
  readonly children: Node[];
  own: Amount;
  isClosed: boolean;
}

suite('budgets under any order of acts', () => {
  test('119, 120: none is negative, siblings never hold more than there is, all comes back once', () => {
    const property = fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const root = node(Budget.of(limit(200, 2)), undefined, amount(0));
      const nodes = [root];
      const ceiling = { tokens: 200, costUsd: 2 };
      for (const { act, who, tokens, cents } of steps) {
        const at = nodes[who % nodes.length]!;
        const sum = amount(tokens, cents / 100);
        if (act === 'branch' && !at.isClosed) branch(at, sum, nodes);
        else if (act === 'use' && !at.isClosed) use(at, sum);
        else if (act === 'close' && at !== root) close(at);
        else if (act === 'raise') {
          ceiling.tokens += tokens;
          root.budget.raise('tokens', ceiling.tokens);
        }
        for (const each of nodes) check(each);
      }
      for (const each of [...nodes].reverse()) if (each !== root) close(each);
      for (const each of nodes) check(each);
      const { used } = root.budget;
      const left = root.budget.remaining();
      assert.equal(left.tokens, Math.max(0, ceiling.tokens - used.tokens));
      near(left.costUsd, Math.max(0, ceiling.costUsd - used.costUsd));
    });
    fc.assert(property, { numRuns: 2000 });
  });
});

const node = (budget: Budget, parent: Node | undefined, setAside: Amount): Node => ({
  budget,
  parent,
  setAside,
  children: [],
  own: amount(0),
  isClosed: false,
});

function branch(parent: Node, sum: Amount, nodes: Node[]): void {
  const left = parent.budget.remaining();
  const budget = parent.budget.branch(sum, sum);
  const isThere = sum.tokens <= left.tokens && sum.costUsd <= left.costUsd;
  assert.equal(budget !== undefined, isThere);
  if (!budget) return;
  const made = node(budget, parent, sum);
  parent.children.push(made);
  nodes.push(made);
}

function use(at: Node, sum: Amount): void {
  at.budget.use(sum);
  at.own = amount(at.own.tokens + sum.tokens, at.own.costUsd + sum.costUsd);
}

/** Children end before their parent does. */
function close(at: Node): void {
  for (const below of at.children) close(below);
  at.budget.close();
  at.isClosed = true;
}

function check({ budget, own, children, isClosed }: Node): void {
  const left = budget.remaining();
  assert.ok(left.tokens >= 0 && left.costUsd >= 0);
  const below = children.map((each) => each.budget.used);
  assert.equal(
    budget.used.tokens,
    below.reduce((sum, { tokens }) => sum + tokens, own.tokens),
  );
  near(
    budget.used.costUsd,
    below.reduce((sum, { costUsd }) => sum + costUsd, own.costUsd),
  );
  if (isClosed) assert.ok(children.every((each) => each.isClosed));
}

/** Dollars are sums of fractions. */
const near = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-6, `${a} is not ${b}`);
