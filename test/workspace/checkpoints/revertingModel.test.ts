import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import fc from 'fast-check';
import { type Agent, never, Sandbox } from '../sandbox.ts';
import { does, RecordedRun } from './recordedRun.ts';

const names = ['a.txt', 'b.sh', 'd/c.txt', 'd/e/f.txt', 'output/o.md', 'output/p/q.md'] as const;
const agentIds = ['first', 'second', 'third'] as const;
const name = fc.constantFrom(...names);
const agentId = fc.constantFrom(...agentIds);
const kind = <const T extends string>(is: T) => fc.constant(is);

const deed = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: kind('write'), agentId, name }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('move'), agentId, name, to: name }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: kind('patch'),
      agentId,
      files: fc.uniqueArray(fc.record({ name, isDeleted: fc.boolean() }), {
        minLength: 1,
        maxLength: 4,
        selector: (file) => file.name,
      }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: kind('personWrites'), name }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('personRemoves'), name }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: kind('personSetsMode'), name, mode: fc.constantFrom(0o600, 0o755) }),
  },
);
type Deed = typeof deed extends fc.Arbitrary<infer T> ? T : never;

const scope = fc.oneof(
  agentId.map((ofAgent) => ({ ofAgent })),
  name.map((path) => ({ paths: [path] })),
  fc.record({ ofAgent: agentId, paths: fc.tuple(name) }),
);

interface FileNow {
  readonly text: string | null;
  readonly mode: number | null;
}

/** What each file was at first and after each deed, and whose deed that was. */
type History = Map<string, (FileNow & { readonly by: 'nobody' | 'agent' | 'person' })[]>;

suite('reverting, compared with a model', function () {
  this.timeout(60_000);
  let sandbox: Sandbox;
  let history: History;

  const look = (named: string): FileNow => {
    const at = sandbox.at(named);
    const stats = fs.statSync(at, { throwIfNoEntry: false });
    return { text: stats ? fs.readFileSync(at, 'utf8') : null, mode: stats ? stats.mode & 0o777 : null };
  };
  const exists = (named: string) => look(named).text !== null;
  const note = (by: 'agent' | 'person', named: string) => history.get(named)?.push({ ...look(named), by });

  test('whatever agents and a person do, each file is as before the agents, or as the person left it', async () => {
    const play = fc.asyncProperty(
      fc.array(deed, { minLength: 3, maxLength: 12 }),
      fc.array(scope, { maxLength: 3 }),
      async (deeds, scopes) => {
        sandbox = new Sandbox();
        try {
          await playOnce(deeds, scopes);
        } finally {
          sandbox.remove();
        }
      },
    );
    await fc.assert(play, { numRuns: 30 });
  });

  async function playOnce(
    deeds: readonly Deed[],
    scopes: readonly { ofAgent?: string; paths?: readonly string[] }[],
  ): Promise<void> {
    for (const [named, mode] of [
      ['a.txt', 0o640] as const,
      ['b.sh', 0o755] as const,
      ['d/c.txt', 0o644] as const,
    ])
      fs.chmodSync(sandbox.put(named, `at first ${named}\n`), mode);
    const before = sandbox.digest();
    history = new Map(names.map((named) => [named, [{ ...look(named), by: 'nobody' }]]));
    const run = await RecordedRun.begin(sandbox);
    const agents = new Map<string, Agent>(agentIds.map((id) => [id, run.agent(id)]));
    for (const [number, each] of deeds.entries()) await perform(each, agents, `${number}`);
    run.end();
    const atEnd = new Map(names.map((named) => [named, look(named)]));
    // The whole run at last, twice: the second time finds nothing to do.
    for (const each of [...scopes, {}, {}])
      assert.equal((await (await run.revert(each)).apply(never)).kind, 'reverted');
    for (const [named, end] of atEnd) judge(named, end);
    const isAlone = deeds.every((each) => !each.kind.startsWith('person'));
    if (isAlone) assert.equal(sandbox.digest(), before);
  }

  async function perform(each: Deed, agents: ReadonlyMap<string, Agent>, number: string): Promise<void> {
    if (each.kind === 'personWrites') {
      sandbox.put(each.name, `person ${number}\n`);
      note('person', each.name);
      return;
    }
    if (each.kind === 'personRemoves' || each.kind === 'personSetsMode') {
      if (!exists(each.name)) return;
      if (each.kind === 'personRemoves') fs.rmSync(sandbox.at(each.name));
      else fs.chmodSync(sandbox.at(each.name), each.mode);
      note('person', each.name);
      return;
    }
    const agent = agents.get(each.agentId);
    assert.ok(agent);
    if (each.kind === 'move' && (!exists(each.name) || exists(each.to))) return;
    const files = each.kind === 'patch' ? each.files.map((file) => file.name) : [each.name];
    for (const named of files) if (exists(named)) await does(agent, 'read_file', { path: named });
    const act = () =>
      each.kind === 'write'
        ? agent.call('write_file', { path: each.name, content: `${each.agentId} ${number}\n` })
        : agent.call('patch_file', { patch: patchOf(each, number) });
    // A file that an agent knew and that is gone is refused once.
    let result = await act();
    for (let again = 0; again < 4 && result.kind !== 'output'; again += 1) result = await act();
    assert.equal(result.kind, 'output', result.text);
    for (const named of each.kind === 'move' ? [each.name, each.to] : files) note('agent', named);
  }

  function patchOf(each: Extract<Deed, { kind: 'move' | 'patch' }>, number: string): string {
    const parts =
      each.kind === 'move'
        ? [`*** Update File: ${each.name}`, `*** Move to: ${each.to}`]
        : each.files.flatMap(({ name: named, isDeleted }) => {
            const added = `+${each.agentId} ${number}`;
            const { text } = look(named);
            if (text === null) return [`*** Add File: ${named}`, added];
            if (isDeleted) return [`*** Delete File: ${named}`];
            return [`*** Update File: ${named}`, '@@', `-${text.trim()}`, added];
          });
    return ['*** Begin Patch', ...parts, '*** End Patch'].join('\n');
  }

  function judge(named: string, end: FileNow): void {
    const all = history.get(named) ?? [];
    const now = look(named);
    const story = `${named}: ${JSON.stringify({ all, now })}`;
    const first = all.findIndex(({ by }) => by === 'agent');
    if (first < 0) {
      assert.deepEqual(now, end, story);
      return;
    }
    const last = all.findLastIndex(({ by }) => by === 'agent');
    const base = all[first - 1];
    const isPersons = (n: number) => all[n]?.by === 'person' && all[n]?.text !== all[n - 1]?.text;
    if (all.some((_, n) => n > first && n < last && isPersons(n))) {
      // Taken back no further than agents went on from it; each of those texts was there when an agent began.
      const begun = all.flatMap(({ by }, n) => (by === 'agent' ? [all[n - 1]?.text] : []));
      assert.ok([end.text, ...begun].includes(now.text), story);
      return;
    }
    if (end.text !== all[last]?.text && end.text !== base?.text) {
      assert.deepEqual(now, end, story);
      return;
    }
    assert.equal(now.text, base?.text, story);
    const wasDeleted = all.some(({ by, text }) => by === 'agent' && text === null);
    const setsMode = all.some(({ by }, n) => by === 'person' && n > first);
    if (now.text !== null && !(wasDeleted && setsMode))
      assert.equal(now.mode, wasDeleted ? base?.mode : end.mode, story);
  }
});
