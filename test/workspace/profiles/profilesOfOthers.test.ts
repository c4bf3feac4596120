import assert from 'node:assert/strict';
import { parseProfileFile } from '../../../src/workspace/profiles/profileFile.ts';
import { profileToolNames } from '../../../src/workspace/profiles/profileTools.ts';

const parse = (kind: 'claude' | 'copilot', stem: string, ...fields: string[]) =>
  parseProfileFile({ kind, path: `${stem}.md`, stem, text: ['---', ...fields, '---', 'Work.'].join('\n') });

function claude(...fields: string[]) {
  const parsed = parse('claude', 'code-reviewer', 'name: code-reviewer', 'description: Reviews', ...fields);
  return parsed.kind === 'parsed' ? parsed : assert.fail(parsed.message);
}

function copilot(...fields: string[]) {
  const parsed = parse('copilot', 'API Expert', 'description: Designs APIs', ...fields);
  return parsed.kind === 'parsed' ? parsed : assert.fail(parsed.message);
}

suite("a subagent of Claude Code's", () => {
  test('its tools become their counterparts, as text with commas or as a list', () => {
    const expected = ['read_file', 'write_file', 'edit_file', 'patch_file', 'grep', 'glob'];
    assert.deepEqual(claude('tools: Read, Write, Edit, MultiEdit, Grep, Glob, LS').profile.tools, expected);
    assert.deepEqual(claude('tools: [Read, Write, Edit, Grep, LS]').profile.tools, expected);
    assert.deepEqual(claude('tools: Read, Task').profile.tools, [
      'read_file',
      'spawn',
      'wait',
      'list_agents',
      'cancel_agent',
    ]);
  });

  test('tools without a counterpart are left out, with a note', () => {
    const { profile, notes } = claude('tools: Read, Bash, WebFetch, mcp__github__search');
    assert.deepEqual(profile.tools, ['read_file']);
    assert.deepEqual(notes, [
      'Muster has no counterpart of these tools: "Bash", "WebFetch", "mcp__github__search".',
    ]);
    assert.deepEqual(claude('tools: Bash, constructor, __proto__').profile.tools, []);
  });

  test('a tool with conditions is not given without them', () => {
    const { profile, notes } = claude('tools: Read(./docs/**), Agent(one, two), Grep');
    assert.deepEqual(profile.tools, ['grep']);
    assert.match(notes.join(), /"Read\(\.\/docs\/\*\*\)", "Agent\(one, two\)"/);
  });

  test('tools that it is denied are taken away, also where it lists none or denies a part', () => {
    assert.deepEqual(claude('tools: Read, Write, Edit', 'disallowedTools: Write').profile.tools, [
      'read_file',
      'edit_file',
    ]);
    const denied = ['write_file', 'edit_file', 'patch_file'];
    assert.deepEqual(
      claude('disallowedTools: [Write, Edit(/src/**)]').profile.tools,
      profileToolNames.filter((name) => !denied.includes(name)),
    );
    assert.equal(claude('disallowedTools: Bash').profile.tools, null);
  });

  test('only provider/model names are followed; for others a note says which model is used', () => {
    assert.deepEqual(claude('model: sonnet').profile.models, []);
    assert.match(claude('model: inherit').notes.join(), /"inherit"\. The run's model for children is used\./);
    assert.deepEqual(claude('model: anthropic/claude-opus-4-5').profile.models, [
      'anthropic/claude-opus-4-5',
    ]);
  });

  test('FAULTS 211: permissionMode, hooks and servers are ignored, with a note', () => {
    const { profile, notes } = claude(
      'permissionMode: bypassPermissions',
      'hooks:',
      '  PreToolUse: [{command: ./x.sh}]',
      'mcpServers: [github]',
      'maxTurns: 12',
    );
    assert.deepEqual(profile.tools, null);
    assert.deepEqual(profile.limits, { turns: 12 });
    assert.match(notes[0] ?? '', /^Ignored: "permissionMode", "hooks"\./);
    assert.match(notes[1] ?? '', /"mcpServers"/);
  });

  test('a description that is no valid YAML is taken as the text it is', () => {
    const description = 'Use this agent to review. Examples: user: "Check \\n this" # assistant: [ok]';
    const parsed = parse(
      'claude',
      'code-reviewer',
      'name: code-reviewer',
      `description: ${description}`,
      'tools: Read',
    );
    assert.equal(parsed.kind === 'parsed' && parsed.profile.description, description);
    const broken = parse('claude', 'x', 'name: x', 'description: a: b', 'tools: [Read');
    assert.match(
      broken.kind === 'broken' ? broken.message : '',
      /^x\.md:3: field "description": not valid YAML/,
    );
  });

  test('a name that cannot be used gives way to that of the file, and else breaks the file', () => {
    const named = parse('claude', 'code_reviewer', 'name: Code Reviewer!', 'description: d');
    assert.equal(named.kind === 'parsed' && named.profile.name, 'code-reviewer');
    const broken = parse('claude', 'プロ', 'name: プロ', 'description: d');
    assert.match(
      broken.kind === 'broken' ? broken.message : '',
      /:2: field "name": call the file by a name of/,
    );
  });

  test('a description and instructions are needed, and an empty list of tools is not all of them', () => {
    const bare = parse('claude', 'x', 'name: x');
    assert.match(bare.kind === 'broken' ? bare.message : '', /field "description": it is missing/);
    const unclear = parse('claude', 'x', 'name: x', 'description: d', 'tools:');
    assert.match(unclear.kind === 'broken' ? unclear.message : '', /:4: field "tools": it must be names/);
    assert.deepEqual(claude('tools: []').profile.tools, []);
  });

  test('FAULTS 118: a number of turns that is none is an error', () => {
    const parsed = parse('claude', 'x', 'name: x', 'description: d', 'maxTurns: 1e308');
    assert.match(
      parsed.kind === 'broken' ? parsed.message : '',
      /:4: field "maxTurns": it must be a whole number/,
    );
  });
});

suite("a custom agent of Copilot's", () => {
  test('its name is that of the file', () => {
    assert.equal(copilot('name: Something Else').profile.name, 'api-expert');
  });

  test('its tools become their counterparts, in any letter case', () => {
    assert.deepEqual(copilot("tools: ['read', 'Edit', 'search']").profile.tools, [
      'read_file',
      'write_file',
      'edit_file',
      'patch_file',
      'grep',
      'glob',
    ]);
    assert.deepEqual(copilot('tools: read/readFile, search/fileSearch').profile.tools, ['read_file', 'glob']);
    const { profile, notes } = copilot("tools: ['execute', 'web', 'some-server/read', 'github/*']");
    assert.deepEqual(profile.tools, []);
    assert.match(notes.join(), /"execute", "web", "some-server\/read", "github\/\*"/);
  });

  test('no list or a star means all tools, an empty list none', () => {
    assert.equal(copilot().profile.tools, null);
    assert.equal(copilot('tools: ["*"]').profile.tools, null);
    assert.deepEqual(copilot('tools: []').profile.tools, []);
  });

  test('models of its own kind are not followed, nor fields that Muster has not', () => {
    const { profile, notes } = copilot(
      'model: [GPT-5 (copilot), openai/gpt-5]',
      'handoffs: []',
      'target: vscode',
    );
    assert.deepEqual(profile.models, ['openai/gpt-5']);
    assert.deepEqual(notes, [
      'Models are written provider/model; not followed: "GPT-5 (copilot)".',
      'Not followed, since Muster has no such field here: "handoffs", "target".',
    ]);
  });
});
