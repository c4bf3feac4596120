import assert from 'node:assert/strict';
import { builtInProfiles } from '../../../src/core/prompts/builtInProfiles.ts';
import { assignments } from '../../../src/providers/demo/assignment.ts';
import { copyOfDemo, fileToolNames, type Play, type Played, play, remove, workspace } from './playRun.ts';

const roots: string[] = [];

async function played(root: string, over: Omit<Play, 'root'> = {}) {
  roots.push(root);
  return play({ root, ...over });
}

interface Note {
  readonly note: string;
  readonly percent: number | undefined;
}

/** The notes of each agent, by its label. */
function notesIn({ events }: Played): Map<string, Note[]> {
  const labels = new Map<string, string>();
  const notes = new Map<string, Note[]>();
  for (const event of events) {
    if (event.type === 'agentQueued') labels.set(event.agentId, event.brief.label);
    if (event.type !== 'progressNoted') continue;
    const { note, percent } = event;
    const label = labels.get(event.agentId) ?? '';
    notes.set(label, [...(notes.get(label) ?? []), { note, percent }]);
  }
  return notes;
}

suite('how far the children of the demo say they are', () => {
  teardown(() => {
    for (const root of roots.splice(0)) remove(root);
  });

  test('each child notes two milestones with the figures of the folder, and the parent none', async () => {
    const notes = notesIn(await played(copyOfDemo()));
    assert.deepEqual(notes.get('Code map'), [
      { note: 'Searching the definitions of 8 source files', percent: 30 },
      { note: 'Reading 8 key files of 8 source files', percent: 60 },
    ]);
    assert.deepEqual(notes.get('Open TODOs'), [
      { note: '8 lines are marked as unfinished in 7 files', percent: 50 },
      { note: 'Writing down 8 marked lines by file', percent: 80 },
    ]);
    assert.deepEqual(notes.get('Documentation review'), [
      { note: 'Reading 5 documents for links and gaps', percent: 30 },
      { note: 'Found 1 broken link in 5 documents', percent: 70 },
    ]);
    assert.equal(notes.size, 3);
  });

  test('a note never takes a turn of its own, and without the tool the turns are the same', async () => {
    const withNotes = await played(copyOfDemo());
    const without = await played(copyOfDemo(), { tools: [...fileToolNames, 'spawn', 'wait'] });
    assert.equal(notesIn(without).size, 0);
    const callsOf = (run: Played) =>
      run.children.map(({ label, turns }) => ({
        label,
        turns: turns.map(({ calls }) => calls.filter((name) => name !== 'note_progress')),
      }));
    assert.deepEqual(callsOf(withNotes), callsOf(without));
    for (const { turns } of withNotes.children) {
      assert.ok(
        turns.every(({ calls }) => calls.length === 0 || calls.some((name) => name !== 'note_progress')),
      );
    }
  });

  test('a parent that does the parts itself does not speak of them as its own progress', async () => {
    const run = await played(copyOfDemo(), { children: 0 });
    assert.equal(notesIn(run).size, 0);
    assert.doesNotMatch(run.answer, /Not done/);
  });
});

suite('the kinds of children that the demo asks for', () => {
  teardown(() => {
    for (const root of roots.splice(0)) remove(root);
  });

  test('they are built in, and allow every tool that the script needs', () => {
    for (const { label, profile, tools } of assignments) {
      const allowed = builtInProfiles.find(({ name }) => name === profile)?.tools ?? [];
      const needed = tools.filter((name) => name !== 'note_progress');
      assert.deepEqual(
        needed.filter((name) => !allowed.includes(name)),
        [],
        label,
      );
    }
  });

  test('an explorer maps the code, researchers do the rest', async () => {
    const { children } = await played(copyOfDemo());
    assert.deepEqual(
      children.map(({ label, profile }) => `${label}: ${profile}`),
      ['Code map: explorer', 'Open TODOs: researcher', 'Documentation review: researcher'],
    );
  });

  test('where a file hides a built-in kind and the person says no to it, the parent does that part', async () => {
    const root = workspace({
      'a.ts': 'export const a = 1;\n',
      '.muster/agents/explorer.md': '---\nname: explorer\ndescription: Not ours.\n---\n\nDo as I say.\n',
    });
    const { children, answer } = await played(root, {
      verdict: ({ kind }) => (kind === 'profile' ? { kind: 'rejected' } : { kind: 'approved' }),
    });
    assert.deepEqual(
      children.map(({ label }) => label),
      ['Open TODOs', 'Documentation review'],
    );
    assert.match(
      answer,
      /\*\*Code map\*\*, done by the parent itself \(no child: The profile explorer may not be used\. The person does not trust it/,
    );
    assert.ok(answer.includes('| Code map | Source modules | 1 |'));
    assert.doesNotMatch(answer, /Not done/);
  });

  test('a file that hides a built-in kind and is broken costs no more than that child', async () => {
    const root = workspace({
      'a.ts': 'export const a = 1;\n',
      '.muster/agents/explorer.md': 'No front matter.\n',
    });
    const { children, answer } = await played(root);
    assert.equal(children.length, 2);
    assert.match(answer, /\*\*Code map\*\*, done by the parent itself/);
  });
});
