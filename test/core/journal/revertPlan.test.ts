import assert from 'node:assert/strict';
import { changeLog } from '../../../src/core/journal/changeLog.ts';
import type { Event } from '../../../src/core/journal/event.ts';
import { interruptedCommits } from '../../../src/core/journal/interrupted.ts';
import { planRevert } from '../../../src/core/journal/revertPlan.ts';

type Fact = Pick<Extract<Event, { type: 'fileChanging' }>, 'mode' | 'newFolders' | 'commit'>;
type Hash = string | null;

function changing(agentId: string, path: string, [before, after]: readonly [Hash, Hash], more: Fact = {}) {
  return { type: 'fileChanging', agentId, callId: `${path} ${after}`, path, before, after, ...more } as const;
}

/** A change that was announced and done. */
function changed(
  agentId: string,
  path: string,
  hashes: readonly [Hash, Hash],
  more: Fact & { landed?: string } = {},
) {
  const { landed, ...fact } = more;
  const start = changing(agentId, path, hashes, fact);
  const end = { ...start, type: 'fileChanged', bytes: 1, deliverable: false } as const;
  return [start, landed === undefined ? end : { ...end, landed }];
}

function reverted(revertId: string, path: string, ofAgent?: string): Event[] {
  const fact = { revertId, path, before: null, after: null };
  return [
    { type: 'revertStarted', revertId, ofAgent },
    { type: 'fileRestored', ...fact },
  ];
}

suite('the plan of a revert', () => {
  test('goes back to before the first change and expects what the last one left', () => {
    const { files } = planRevert(
      [...changed('a', 'x', ['1', '2'], { mode: 0o755 }), ...changed('b', 'x', ['2', '3'], { mode: 0o600 })],
      {},
    );
    assert.deepEqual(files, [{ path: 'x', to: { hash: '1', mode: undefined }, expected: ['3'] }]);
  });

  test('a file that was deleted gets the mode it had right before; any other keeps the mode it has', () => {
    const edited = changed('a', 'x', ['1', '2'], { mode: 0o644 });
    const deleted = changed('a', 'x', ['2', null], { mode: 0o755 });
    const again = changed('a', 'x', [null, '1']);
    const modeOf = (...events: Event[][]) => planRevert(events.flat(), {}).files.map(({ to }) => to.mode);
    assert.deepEqual(modeOf(edited), [undefined]);
    assert.deepEqual(modeOf(edited, deleted), [0o755]);
    assert.deepEqual(modeOf(edited, deleted, again), [0o755]);
  });

  test('what somebody put back as it was at first, between two changes of agents, is no work that is lost', () => {
    const [file] = planRevert([...changed('a', 'x', ['1', '2']), ...changed('a', 'x', ['1', '3'])], {}).files;
    assert.deepEqual([file?.to.hash, file?.expected, file?.refusal], ['1', ['3'], undefined]);
    const [other] = planRevert(
      [...changed('a', 'x', ['1', '2']), ...changed('a', 'x', ['4', '3'])],
      {},
    ).files;
    assert.match(other?.refusal ?? '', /^Somebody else changed it between/);
  });

  test('expects what landed on the disk, where a formatter changed it once more', () => {
    const { files } = planRevert(changed('a', 'x', ['1', '2'], { landed: '2f' }), {});
    assert.deepEqual(files[0]?.expected, ['2f']);
  });

  test('takes a move as a deletion and a creation', () => {
    const { files } = planRevert(
      [...changed('a', 'to', [null, '1']), ...changed('a', 'from', ['1', null])],
      {},
    );
    assert.deepEqual(
      files.map(({ path, to, expected }) => [path, to.hash, ...expected]),
      [
        ['from', '1', null],
        ['to', null, '1'],
      ],
    );
  });

  test('leaves out what the agents put back themselves, what failed and what was never theirs', () => {
    const failing = changing('a', 'z', ['1', '2']);
    const events: Event[] = [
      ...changed('a', 'x', ['1', '2']),
      ...changed('a', 'x', ['2', '1']),
      ...changed('a', 'made', [null, '1']),
      ...changed('a', 'made', ['1', null]),
      failing,
      { ...failing, type: 'fileChangeFailed', reason: 'no' },
    ];
    assert.deepEqual(planRevert(events, {}).files, []);
  });

  test('of one agent refuses a file that another one changed afterwards or in between', () => {
    const later = [...changed('a', 'x', ['1', '2']), ...changed('b', 'x', ['2', '3'])];
    const between = [...later, ...changed('a', 'x', ['3', '4'])];
    for (const events of [later, between]) {
      const [file] = planRevert(events, { ofAgent: 'a' }).files;
      assert.match(file?.refusal ?? '', /^b changed it as well/);
    }
    assert.equal(planRevert(later, { ofAgent: 'b' }).files[0]?.refusal, undefined);
    assert.equal(planRevert(between, {}).files[0]?.refusal, undefined);
  });

  test('knows what was reverted before, of one agent or of all', () => {
    const events: Event[] = [
      ...changed('a', 'x', ['1', '2']),
      ...changed('b', 'x', ['2', '3']),
      ...reverted('r1', 'x', 'b'),
    ];
    assert.deepEqual(planRevert(events, {}).files, [
      { path: 'x', to: { hash: '1', mode: undefined }, expected: ['2'] },
    ]);
    assert.deepEqual(planRevert([...events, ...reverted('r2', 'x')], {}).files, []);
    assert.equal(changeLog([...events, ...reverted('r2', 'y')]).length, 1);
  });

  test('181: a change whose end is not recorded may be done or not', () => {
    const { files } = planRevert([...changed('a', 'x', ['1', '2']), changing('a', 'x', ['2', '3'])], {});
    assert.deepEqual(files[0]?.expected, ['2', '3', '2']);
    assert.equal(files[0]?.to.hash, '1');
  });

  test('names the folders that were made on the way to its files, outermost first', () => {
    const events: Event[] = [
      ...changed('a', 'output/x/y/f', [null, '1'], { newFolders: 2 }),
      ...changed('a', 'output/x/y/f', ['1', null]),
      ...changed('b', 'output/x/g', [null, '1'], { newFolders: 9 }),
      ...changed('a', 'h', [null, '1']),
    ];
    assert.deepEqual(planRevert(events, {}).folders, ['output', 'output/x', 'output/x/y']);
    assert.deepEqual(planRevert(events, { ofAgent: 'b' }).folders, ['output', 'output/x']);
    assert.deepEqual(planRevert(events, { paths: ['h'] }).folders, []);
  });
});

suite('commits that were cut off', () => {
  const commit = { commit: { id: 'c', files: 2 } };
  const first = changing('a', 'x', ['1', '2'], commit);
  const second = changing('a', 'y', ['1', '2'], commit);
  const end = { ...second, type: 'fileChanged', bytes: 1, deliverable: false } as const;

  test('82: are those that were announced in full and have no end', () => {
    assert.deepEqual(interruptedCommits([first]), []);
    assert.equal(interruptedCommits([first, second])[0]?.open.length, 2);
    assert.deepEqual(
      interruptedCommits([first, second, end])[0]?.open.map(({ path }) => path),
      ['x'],
    );
    assert.deepEqual(interruptedCommits([first, second, end, { ...end, ...first, type: 'fileChanged' }]), []);
    assert.deepEqual(interruptedCommits([changing('a', 'x', ['1', '2'])]), []);
  });

  test('82: are without the files that a person has taken back since; those of other agents stay in them', () => {
    const restored = { type: 'fileRestored', revertId: 'r', path: 'x', before: '2', after: '0' } as const;
    const after = (ofAgent: string | undefined) =>
      interruptedCommits([first, second, { type: 'revertStarted', revertId: 'r', ofAgent }, restored]);
    const left = (ofAgent: string | undefined) =>
      after(ofAgent).map(({ files, open }) => [files, open].map((each) => each.map(({ path }) => path)));
    assert.deepEqual(left(undefined), [[['y'], ['y']]]);
    assert.deepEqual(left('a'), [[['y'], ['y']]]);
    assert.deepEqual(left('b'), [
      [
        ['x', 'y'],
        ['x', 'y'],
      ],
    ]);
    assert.equal(interruptedCommits([first, second, restored])[0]?.files.length, 2);
  });

  test('82: are not told again once they are settled', () => {
    for (const as of ['finished', 'undone', 'left'] as const) {
      const settled = { type: 'commitSettled', commitId: 'c', as } as const;
      assert.deepEqual(interruptedCommits([first, second, settled]), []);
    }
  });
});
