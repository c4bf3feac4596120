import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { builtInProfiles } from '../../../src/core/prompts/builtInProfiles.ts';
import { ProfileName } from '../../../src/core/spawn/profile.ts';
import { type ParsedProfile, parseProfileFile } from '../../../src/workspace/profiles/profileFile.ts';
import { profileToolNames } from '../../../src/workspace/profiles/profileTools.ts';
import { cpuClock } from '../cpuClock.ts';

const path = '.muster/agents/finder.md';

/** Parses a file of Muster's own with these front matter lines after the required ones. */
function parse(...fields: string[]): ParsedProfile {
  return parseText(
    ['---', 'name: finder', 'description: Finds things', ...fields, '---', 'Find it.'].join('\n'),
  );
}

function parseText(text: string): ParsedProfile {
  return parseProfileFile({ kind: 'muster', path, stem: 'finder', text });
}

function profileOf(parsed: ParsedProfile) {
  assert.equal(parsed.kind, 'parsed', parsed.kind === 'broken' ? parsed.message : '');
  return parsed.kind === 'parsed' ? parsed.profile : assert.fail();
}

function messageOf(parsed: ParsedProfile): string {
  return parsed.kind === 'broken' ? parsed.message : assert.fail(JSON.stringify(parsed.profile));
}

suite('a profile of Muster', () => {
  test('all fields are read', () => {
    const text = [
      '---',
      'name: finder',
      'description: Finds things',
      'model: [anthropic/claude-haiku-4-5, ollama/qwen3:8b]',
      'tools: [grep, read_file]',
      'max_turns: 30',
      'deadline: 5m',
      'token_budget: 200000',
      'cost_budget_usd: 0.50',
      '---',
      '',
      'Find it.',
      '--- is no end here',
      '',
    ].join('\r\n');
    assert.deepEqual(parseText(text), {
      kind: 'parsed',
      profile: {
        name: 'finder',
        description: 'Finds things',
        instructions: 'Find it.\n--- is no end here',
        models: ['anthropic/claude-haiku-4-5', 'ollama/qwen3:8b'],
        tools: ['read_file', 'grep'],
        limits: { turns: 30, deadlineSeconds: 300, tokens: 200_000, costUsd: 0.5 },
      },
      notes: [],
    });
  });

  test('what a file does not say stays open: all tools, no models and limits of its own', () => {
    const { models, tools, limits } = profileOf(parse());
    assert.deepEqual({ models, tools, limits }, { models: [], tools: null, limits: {} });
  });

  test('an empty list of tools means none, one model needs no list, a byte order mark is no text', () => {
    assert.deepEqual(profileOf(parse('tools: []')).tools, []);
    assert.deepEqual(profileOf(parse('model: openai/gpt-5')).models, ['openai/gpt-5']);
    assert.equal(profileOf(parseText('\uFEFF---\nname: finder\ndescription: d\n---\nx')).name, 'finder');
  });

  test('a deadline is seconds, minutes or hours', () => {
    const seconds = ['90s', '5m', '1.5h', '45', '0.5m'].map(
      (deadline) => profileOf(parse(`deadline: ${deadline}`)).limits.deadlineSeconds,
    );
    assert.deepEqual(seconds, [90, 300, 5400, 45, 30]);
  });

  test('FAULTS 118: a budget that is not a sensible number is an error with its line and field', () => {
    const fields = ['max_turns', 'deadline', 'token_budget', 'cost_budget_usd'];
    const values = ['-1', '0', '.nan', '.inf', '1e308', '"5"', 'many', 'true', '', '[1]', '{a: 1}'];
    for (const field of fields) {
      for (const value of values) {
        const message = messageOf(parse(`${field}: ${value}`));
        assert.match(message, new RegExp(`^\\.muster/agents/finder\\.md:4: field "${field}": it must be`));
      }
    }
    assert.match(messageOf(parse('max_turns: 2.5')), /whole number from 1 to 10,000/);
    assert.match(messageOf(parse('deadline: 25h')), /at most 24h/);
    assert.match(messageOf(parse('deadline: 5 m')), /90s, 5m or 1h/);
  });

  test('a message names file, line and field, also of an item in a list', () => {
    assert.match(
      messageOf(parse('tools:', '  - grep', '  - Bash')),
      /^\.muster\/agents\/finder\.md:6: field "tools": there is no tool "Bash"; there are read_file, /,
    );
    assert.equal(
      messageOf(parse('model: [openai/gpt-5, sonnet]')),
      '.muster/agents/finder.md:4: field "model": "sonnet" is not a provider/model name.',
    );
    assert.match(messageOf(parse('tools: grep, glob')), /:4: field "tools": it must be a list such as/);
    assert.match(messageOf(parse('tools: [[grep]]')), /:4: field "tools": each item must be text/);
  });

  test('all problems are told at once, a line for each', () => {
    const message = messageOf(parseText('---\nname: Finder\nmax_turns: -1\n---\n'));
    const heads = message.split('\n').map((line) => /^\S+: (field \S+)?/.exec(line)?.[0]);
    assert.deepEqual(heads, [
      '.muster/agents/finder.md:2: field "name":',
      '.muster/agents/finder.md:1: field "description":',
      '.muster/agents/finder.md:3: field "max_turns":',
      '.muster/agents/finder.md:5: ',
    ]);
  });

  test('the name must be that of the file', () => {
    const text = '---\nname: other\ndescription: d\n---\nx';
    assert.match(
      messageOf(parseText(text)),
      /:2: field "name": it must be the file's name without \.md, "finder"/,
    );
    const broken = parseProfileFile({ kind: 'muster', path: 'p', stem: 'A B', text });
    assert.equal(broken.kind === 'broken' && broken.name, 'a-b');
  });

  test('text that looks like something else is asked for in quotes', () => {
    for (const value of ['12', 'true', 'null', '[a]', '""', '']) {
      const text = `---\nname: finder\ndescription: ${value}\n---\nx`;
      assert.match(messageOf(parseText(text)), /:3: field "description": it must be text/);
    }
  });

  test('front matter that is missing, not ended or no map is an error', () => {
    assert.match(messageOf(parseText('# Finder')), /:1: the file must start with a line "---"/);
    assert.match(messageOf(parseText('')), /:1: the file must start/);
    assert.match(messageOf(parseText('---\nname: finder\n')), /:1: the second line "---"/);
    assert.match(messageOf(parseText('---\n- a\n---\nx')), /:2: write fields/);
    assert.match(messageOf(parseText('---\n---\nx')), /field "name": it is missing/);
  });

  test('broken YAML names its line and the field it stands in', () => {
    assert.match(
      messageOf(parse('tools: [grep', 'max_turns: 3')),
      /:[45]: field "(tools|max_turns)": not valid YAML/,
    );
    assert.match(messageOf(parse('model: a: b')), /:4: field "model": not valid YAML/);
    assert.match(messageOf(parse('max_turns: !!js/function 3')), /:4: field "max_turns": not valid YAML/);
  });

  test('a field that is there twice, or has a name of the language itself, is refused', () => {
    assert.match(
      messageOf(parse('max_turns: 1', 'max_turns: 2')),
      /:5: field "max_turns": it is there more than once/,
    );
    for (const name of ['__proto__', 'constructor', 'prototype']) {
      assert.match(
        messageOf(parse(`${name}: {tools: []}`)),
        new RegExp(`:4: field "${name}": no field may have`),
      );
    }
    assert.match(messageOf(parse('? [a]', ': 1')), /no plain name/);
    assert.equal(Object.hasOwn(Object.prototype, 'tools'), false);
  });

  test('an alias is never expanded, so that nothing can grow out of a small file', () => {
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]'];
    for (let n = 0; n < 40; n += 1) bomb.push(`a${n}: &a${n} [${`*a${n === 0 ? '' : n - 1},`.repeat(9)}]`);
    const seconds = cpuClock();
    assert.equal(parse(...bomb).kind, 'parsed');
    assert.match(messageOf(parse(...bomb, 'tools: *a39')), /field "tools": it must be a list/);
    assert.match(messageOf(parse('x: &x {tools: [grep]}', '<<: *x', 'max_turns: *x')), /field "max_turns"/);
    assert.ok(seconds() < 2);
  });

  test('nesting without end and endless front matter are refused in a moment', () => {
    const seconds = cpuClock();
    for (const opening of ['[', '{a: ', '- ', '? ']) {
      assert.match(
        messageOf(parse('x:', `  ${opening.repeat(2000)}`)),
        /:1: the fields are nested too deeply/,
      );
    }
    assert.match(messageOf(parse(`x: ${'y'.repeat(10_000)}`)), /:1: the fields are too long/);
    assert.ok(seconds() < 1);
  });

  test('FAULTS 211: a field that would bypass approvals is ignored, and a note says so', () => {
    const parsed = parse(
      'permissionMode: bypassPermissions',
      'auto_approve: true',
      'hooks: {a: b}',
      'color: red',
    );
    assert.deepEqual(profileOf(parsed), profileOf(parse()));
    const [bold, plain] = parsed.kind === 'parsed' ? parsed.notes : [];
    assert.match(bold ?? '', /^Ignored: "permissionMode", "auto_approve", "hooks"\. A profile cannot change/);
    assert.match(plain ?? '', /^Not followed, .*: "color"\.$/);
  });

  test('a note points at characters that cannot be seen, and not at emoji', () => {
    const hidden = parseText('---\nname: finder\ndescription: d\n---\nFind\u{E0041}\u{E0042} it.\nok 👩‍💻 ❤️');
    assert.deepEqual(hidden.kind === 'parsed' && hidden.notes, [
      'It holds characters that cannot be seen: line 5.',
    ]);
  });

  test('a description is one line, however it is written', () => {
    const text = '---\nname: finder\ndescription: |\n  Finds\n\n  things\n---\nx';
    assert.equal(profileOf(parseText(text)).description, 'Finds things');
  });
});

suite('the guide to profiles', () => {
  const guide = readFileSync(new URL('../../../docs/profiles.md', import.meta.url), 'utf8');

  test('shows a profile that can be used as it stands', () => {
    const text = /^```markdown\n([\s\S]*?)^```$/m.exec(guide)?.[1] ?? '';
    const { limits } = profileOf(parseProfileFile({ kind: 'muster', path, stem: 'changelog-writer', text }));
    assert.deepEqual(limits, { turns: 20, deadlineSeconds: 300, tokens: 200_000, costUsd: 0.25 });
  });

  test('names every tool and every built-in profile', () => {
    for (const name of [...profileToolNames, ...builtInProfiles.map((profile) => profile.name)]) {
      assert.ok(guide.includes(`\`${name}\``), name);
    }
  });
});

suite('the built-in profiles', () => {
  test('have valid names, known tools and instructions that end in the hand-over', () => {
    assert.deepEqual(
      builtInProfiles.map(({ name }) => name),
      ['explorer', 'researcher', 'writer', 'coder', 'reviewer'],
    );
    for (const { name, tools, instructions } of builtInProfiles) {
      assert.ok(ProfileName.safeParse(name).success);
      assert.ok(tools?.every((tool) => profileToolNames.includes(tool)));
      assert.match(instructions, /\n\nHand over [^\n]+$/);
    }
  });

  test('an explorer and a reviewer can write their report and edit nothing', () => {
    for (const wanted of ['explorer', 'reviewer']) {
      const tools = builtInProfiles.find(({ name }) => name === wanted)?.tools;
      assert.deepEqual(tools, ['read_file', 'grep', 'glob', 'write_file']);
    }
  });
});
