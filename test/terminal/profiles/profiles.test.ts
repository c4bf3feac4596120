import assert from 'node:assert/strict';
import type { FoundProfile, ProfileSource, Profiles } from '../../../src/core/spawn/profile.ts';
import { profilesTable } from '../../../src/terminal/profiles/profilesTable.ts';
import { trustProfile } from '../../../src/terminal/profiles/trustProfile.ts';
import { plainPaint } from '../../../src/terminal/screen/paint.ts';
import { Keys, settled } from '../asking/askDesk.ts';

suite('list of profiles', () => {
  test('each with its state, source, model and tools, and below it what to know', () => {
    const table = profilesTable([
      found('explorer', { kind: 'builtIn' }, { tools: ['read_file', 'grep'] }),
      found('reviewer', file({ notes: ['Not followed: color.'] }), { models: ['openai/a', 'anthropic/b'] }),
      found('writer', file({ path: '.claude/agents/writer.md', isTrusted: true })),
      broken,
    ]);
    assert.deepEqual(table.split('\n'), [
      'NAME      STATE            SOURCE                      MODEL                  TOOLS',
      "explorer  trusted          built in                    the run's              read_file, grep",
      'reviewer  not trusted yet  .muster/agents/reviewer.md  openai/a, anthropic/b  all',
      '    note: Not followed: color.',
      "writer    trusted          .claude/agents/writer.md    the run's              all",
      'spoilt    broken           .muster/agents/spoilt.md    –                      –',
      '    .muster/agents/spoilt.md:2: tools: there is no tool "fly"',
      '    .muster/agents/spoilt.md:3: deadline: not a time',
      '',
      'To read a profile and trust it: muster profiles --trust NAME',
      '',
    ]);
  });

  test('where nothing is left to trust, nothing is said of it', () => {
    assert.doesNotMatch(profilesTable([found('explorer', { kind: 'builtIn' })]), /--trust/);
  });

  test('107: a file name cannot steer the terminal, and what is invisible in it is shown', () => {
    const table = profilesTable([found('reviewer', file({ path: 'a\u001B[2J\u202E\u200B.md' }))]);
    assert.match(table, /a<U\+001B>\[2J<U\+202E><U\+200B>\.md/);
  });
});

suite('trust in a profile', () => {
  test('a script shows the file and trusts exactly what it showed', async () => {
    const desk = openDesk([found('reviewer', file({ text: 'Do\u200B it.\n' }))]);
    assert.equal(await desk.trust('reviewer'), 0);
    assert.equal(
      desk.printed(),
      [
        '.muster/agents/reviewer.md  SHA-256 abc123',
        '! 1 invisible or reordering character, shown as <U+…>.',
        '│ Do<U+200B> it.\n',
      ].join('\n'),
    );
    assert.deepEqual(desk.trusted, [['reviewer', '.muster/agents/reviewer.md', 'abc123']]);
    assert.match(desk.said(), /Trusted: agents may use reviewer until its file changes\./);
  });

  test('a person is asked first, and only y is a yes', async () => {
    const desk = openDesk([found('reviewer', file())], new Keys());
    const code = desk.trust('reviewer');
    await desk.press('\r');
    await desk.press('y');
    assert.equal(await code, 0);
    assert.match(desk.said(), /Trust reviewer with exactly this text\? \[y\]es {2}\[n\]o > y\nTrusted/);
    assert.equal(desk.trusted.length, 1);
  });

  test('a no trusts nothing and ends with 1', async () => {
    const desk = openDesk([found('reviewer', file())], new Keys());
    const code = desk.trust('reviewer');
    await desk.press('n');
    assert.equal(await code, 1);
    assert.match(desk.said(), /Not trusted\.$/m);
    assert.deepEqual(desk.trusted, []);
  });

  test('a question that is stopped trusts nothing', async () => {
    const desk = openDesk([found('reviewer', file())], new Keys());
    const code = desk.trust('reviewer');
    await desk.press('\u0003');
    await assert.rejects(code, /stopped/);
    assert.deepEqual(desk.trusted, []);
  });

  test('a name that is not there is wrong usage and names those that are', async () => {
    const desk = openDesk([found('reviewer', file()), broken]);
    assert.equal(await desk.trust('nobody\u001B[2J'), 2);
    assert.equal(desk.said(), 'There is no profile "nobody<U+001B>[2J". There are: reviewer, spoilt.\n');
  });

  test('a broken profile fails with its message', async () => {
    const desk = openDesk([broken]);
    assert.equal(await desk.trust('spoilt'), 1);
    assert.match(desk.said(), /^\.muster\/agents\/spoilt\.md:2: tools: there is no tool "fly"$/m);
    assert.deepEqual(desk.trusted, []);
  });

  test('what is trusted already, or built in, is left as it is', async () => {
    const desk = openDesk([
      found('reviewer', file({ isTrusted: true })),
      found('explorer', { kind: 'builtIn' }),
    ]);
    assert.equal(await desk.trust('reviewer'), 0);
    assert.equal(await desk.trust('explorer'), 0);
    assert.match(desk.said(), /already trusted.*\n.*built in/);
    assert.deepEqual(desk.trusted, []);
  });
});

const broken: FoundProfile = {
  ...{ kind: 'broken', name: 'spoilt', path: '.muster/agents/spoilt.md' },
  message:
    '.muster/agents/spoilt.md:2: tools: there is no tool "fly"\n.muster/agents/spoilt.md:3: deadline: not a time',
};

function found(
  name: string,
  source: ProfileSource,
  rights: { readonly models?: string[]; readonly tools?: string[] } = {},
): FoundProfile {
  const { models = [], tools = null } = rights;
  const profile = { name, description: 'D', instructions: 'I', models, tools, limits: {} };
  return { kind: 'found', profile, source };
}

function file(more: Partial<Extract<ProfileSource, { kind: 'file' }>> = {}): ProfileSource {
  const path = '.muster/agents/reviewer.md';
  return { kind: 'file', path, hash: 'abc123', text: 'Do it.\n', isTrusted: false, notes: [], ...more };
}

/** A folder with these profiles; with a keyboard somebody sits at it. */
function openDesk(all: readonly FoundProfile[], input?: Keys) {
  const trusted: string[][] = [];
  const nameOf = (one: FoundProfile) => (one.kind === 'found' ? one.profile.name : one.name);
  const profiles: Profiles = {
    list: async () => all,
    find: async (name) => all.find((one) => nameOf(one) === name),
    trust: async (...parts) => {
      trusted.push(parts);
    },
  };
  let [printed, said] = ['', ''];
  const stop = new AbortController();
  const interrupt = () => stop.abort(new Error('stopped'));
  const ends = {
    print: (text: string) => {
      printed += text;
    },
    say: (text: string) => {
      said += text;
    },
    person: input && { input, paint: plainPaint, interrupt },
  };
  const press = async (key: string) => {
    await new Promise((resolve) => setTimeout(resolve, settled));
    input?.write(key);
  };
  const trust = (name: string) => trustProfile(name, { profiles, ...ends }, stop.signal);
  return { trust, press, trusted, printed: () => printed, said: () => said };
}
