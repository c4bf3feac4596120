import assert from 'node:assert/strict';
import { type Overtaken, ToolError } from '../../../src/core/agent/tool.ts';
import { type Agent, never, Sandbox } from '../sandbox.ts';

const rounds = 12;
const stepsPerRound = 8;

/** An agent and the text that it takes the file for. */
interface Sibling {
  readonly name: string;
  readonly agent: Agent;
  view: string;
}

/** A change of one line of a view: what goes, what comes, and the texts of a call that does it. */
interface Wish {
  readonly sibling: Sibling;
  readonly line: string;
  readonly now: readonly string[];
}

suite('siblings that change one file at once', () => {
  let state = 29;
  const random = (below: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >> 8) % below;
  };
  let made = 0;

  function wishOf(sibling: Sibling): Wish {
    const all = sibling.view.split('\n');
    const lines = all.filter((line) => all.filter((other) => other.includes(line)).length === 1);
    const line = lines[random(lines.length)] ?? '';
    made += 1;
    const fresh = `<${sibling.name} ${made}>`;
    const now = [[fresh], [fresh, line], [line, fresh], [fresh, `${fresh} too`]][random(4)] ?? [];
    return { sibling, line, now };
  }

  /** As a run does it: what went stale is prepared again. */
  async function isDone({ sibling, line, now }: Wish, path: string): Promise<boolean> {
    const removed = now.includes(line) ? [] : [`-${line}`];
    const body = now.map((text) => (text === line ? ` ${text}` : `+${text}`));
    const patch = ['*** Begin Patch', `*** Update File: ${path}`, ...removed, ...body, '*** End Patch'];
    const [name, input] =
      random(2) === 0
        ? ['edit_file', { path, old_text: line, new_text: now.join('\n') }]
        : ['patch_file', { patch: patch.join('\n') }];
    let overtaken: Overtaken = 'no';
    try {
      for (;;) {
        const call = { callId: 'c', overtaken, together: [] };
        const plan = await sibling.agent.tool(name).prepare(input, call, never);
        assert.notEqual(plan.kind, 'deny');
        if (plan.kind === 'deny') return false;
        const outcome = await plan.run(never);
        if (outcome.kind === 'output') return true;
        overtaken = plan.kind === 'ask' ? 'asked' : 'unasked';
      }
    } catch (error) {
      if (error instanceof ToolError) return false;
      throw error;
    }
  }

  const counted = (text: string) => text.split(/\r?\n/).toSorted();

  test('83: whatever they change, no change is lost, made twice or touches another line', async () => {
    const sandbox = new Sandbox();
    const team = await sandbox.team();
    let done = 0;
    try {
      for (let round = 0; round < rounds; round += 1) {
        const path = `${['output', 'src'][random(2)]}/f${round}.txt`;
        const end = ['\n', '\r\n'][random(2)] ?? '';
        const lines = Array.from({ length: 6 + random(15) }, (_, n) => (random(4) > 0 ? `line ${n}.` : '}'));
        sandbox.put(path, ['first', ...lines].join(end) + (random(2) === 0 ? end : ''));
        const siblings = ['A', 'B', 'C'].map((name) => ({ name, agent: team(`${name}${round}`), view: '' }));
        const read = async (sibling: Sibling) => {
          await sibling.agent.call('read_file', { path });
          sibling.view = sandbox.text(path).replaceAll('\r\n', '\n');
        };
        for (const sibling of siblings) await read(sibling);
        for (let step = 0; step < stepsPerRound; step += 1) {
          const wishes = siblings.filter(() => random(3) > 0).map(wishOf);
          const wanted = counted(sandbox.text(path));
          const results = await Promise.all(wishes.map((wish) => isDone(wish, path)));
          for (const [index, { sibling, line, now }] of wishes.entries()) {
            if (!results[index]) {
              if (random(2) === 0) await read(sibling);
              continue;
            }
            done += 1;
            if (!now.includes(line)) wanted.splice(wanted.indexOf(line), 1);
            wanted.push(...now.filter((text) => text !== line));
            sibling.view = sibling.view.replace(line, now.join('\n'));
          }
          const text = sandbox.text(path);
          assert.deepEqual(counted(text), wanted.toSorted());
          if (end === '\r\n') assert.doesNotMatch(text, /[^\r]\n/);
        }
      }
      assert.ok(done > rounds * 4, `only ${done} changes were made`);
    } finally {
      sandbox.remove();
    }
  });
});
