import assert from 'node:assert/strict';
import { type Command, parseCommand } from '../../../src/terminal/arguments/arguments.ts';
import type { RunCommand } from '../../../src/terminal/arguments/runCommand.ts';

suite('command line arguments', () => {
  test('a bare run asks before changes and has the documented limits', () => {
    const command = runOf(['run', 'List the TODOs']);
    assert.equal(command.task, 'List the TODOs');
    assert.equal(command.approval, 'ask');
    assert.equal(command.json, false);
    assert.deepEqual(command.limits, {
      children: 20,
      depth: 1,
      concurrency: 5,
      deadline: 600,
      turns: 50,
      tokens: 1_000_000,
      costUsd: null,
      runTokens: 20_000_000,
      runCostUsd: 5,
      isChildrenGiven: false,
    });
  });

  test('every option of run is read', () => {
    const command = runOf([
      ...['run', 'T', '--workspace', 'w', '--model', 'openai/gpt', '--child-model', 'ollama/a/b'],
      ...['--approve', 'edits', '--limit', 'children=3', '--limit', 'depth=3', '--json', '--state', 's'],
    ]);
    assert.equal(command.workspace, 'w');
    assert.equal(command.state, 's');
    assert.equal(command.model, 'openai/gpt');
    assert.equal(command.childModel, 'ollama/a/b');
    assert.equal(command.approval, 'edits');
    assert.equal(command.limits.children, 3);
    assert.equal(command.limits.depth, 3);
    assert.equal(command.json, true);
  });

  test('a dash as the task means stdin, and -- ends the options', () => {
    assert.equal(runOf(['run', '-']).task, '-');
    assert.equal(runOf(['run', '--', '--explain this flag']).task, '--explain this flag');
  });

  test('the newest run is meant where none is named', () => {
    assert.deepEqual(parseCommand(['logs']), {
      kind: 'logs',
      runId: undefined,
      workspace: undefined,
      state: undefined,
    });
    const named = parseCommand(['verify', '20261121-020312123-9f3c2a71']);
    assert.ok(named.kind === 'verify');
    assert.equal(named.runId, '20261121-020312123-9f3c2a71');
  });

  test('retry names an agent of a run, and takes the options of a run but for the model that leads', () => {
    const command = parseCommand(['retry', 'run-1', '--agent', 'Code map', '--approve', 'none', '--json']);
    assert.ok(command.kind === 'retry');
    assert.deepEqual(
      [command.runId, command.agent, command.approval, command.json],
      ['run-1', 'Code map', 'none', true],
    );
    assert.equal(command.childModel, undefined);
    assert.equal(command.limits.runCostUsd, 5);
    const newest = parseCommand(['retry']);
    assert.deepEqual(newest.kind === 'retry' && [newest.runId, newest.agent], [undefined, undefined]);
  });

  test('profiles are listed, or one is trusted', () => {
    const place = { workspace: undefined, state: 's' };
    assert.deepEqual(parseCommand(['profiles', '--state', 's']), {
      kind: 'profiles',
      trust: undefined,
      ...place,
    });
    assert.deepEqual(parseCommand(['profiles', '--state', 's', '--trust', 'reviewer']), {
      kind: 'profiles',
      trust: 'reviewer',
      ...place,
    });
  });

  const refused: readonly (readonly [readonly string[], RegExp])[] = [
    [[], /muster run/],
    [['run'], /task is missing/],
    [['run', '   '], /task is missing/],
    [['run', 'two', 'words'], /quotes/],
    [['retry', '--agent', ' '], /--agent is empty/],
    [['retry', '--model', 'demo/scripted'], /--model is an option of muster run;/],
    [['retry', '--approve', 'some'], /--approve cannot be "some"/],
    [['retry', 'a', 'b'], /Name one run: muster retry/],
    [['report', '--agent', 'x'], /--agent is an option of muster retry and muster revert/],
    [['resume'], /no command "resume".*run, logs, report, verify, retry, revert, profiles/],

    [['run', 't', '--limit', 'children=1001'], /at most 1000/],
    [['run', 't', '--limit', 'depth=4'], /at most 3/],
    [['run', 't', '--limit', 'concurrency=65'], /at most 64/],
    [['run', 't', '--limit', 'concurrency=0'], /at least 1/],
    [['run', 't', '--limit', 'children=-1'], /whole number/],
    [['run', 't', '--limit', 'children=NaN'], /whole number/],
    [['run', 't', '--limit', 'children=1e9'], /whole number/],
    [['run', 't', '--limit', 'children'], /NUMBER/],
    [
      ['run', 't', '--limit', 'cost=5'],
      /children, depth, concurrency, deadline, turns, tokens, cost_usd, run_tokens, run_cost_usd\./,
    ],
    [['run', 't', '--limit', 'run_cost_usd=0'], /at least 0\.001.*run_cost_usd=none/],
    [['run', 't', '--limit', 'run_cost_usd=0.0009'], /at least 0\.001/],
    [['run', 't', '--limit', 'run_cost_usd=-1'], /a number such as 0\.50, or none/],
    [['run', 't', '--limit', 'run_cost_usd=1e3'], /a number such as 0\.50, or none/],
    [['run', 't', '--limit', 'run_cost_usd=.5'], /a number such as 0\.50, or none/],
    [['run', 't', '--limit', 'run_tokens=0.5'], /a whole number, or none/],
    [['run', 't', '--limit', 'children=none'], /a whole number\./],
    [['run', 't', '--limit', 'turns=none'], /a whole number\./],
    [['run', 't', '--limit', '__proto__=5'], /no limit/],
    [['run', 't', '--approve', 'yes'], /ask, none, edits, all/],
    [['run', 't', '--model', 'gpt'], /PROVIDER\/MODEL/],
    [['run', 't', '--modle', 'a/b'], /--modle.*--help/],
    [['run', 't', '--model'], /--model.*--help/],
    [['run', 't', '--workspace', ''], /--workspace is empty.*leave it out/],
    [['report', '--state', ' '], /--state is empty.*leave it out/],
    [['logs', '../../etc'], /not the name of a run/],
    [['logs', 'a', 'b'], /one run/],
    [['report', '--json'], /option of muster run/],
    [['run', 't', '--trust', 'reviewer'], /--trust is an option of muster profiles; muster run/],
    [
      ['profiles', '--limit', 'depth=1'],
      /--limit is an option of muster run and muster retry; muster profiles/,
    ],
    [['profiles', 'reviewer'], /muster profiles --trust NAME/],
    [['profiles', '--trust', ''], /--trust is empty/],
  ];
  for (const [argv, message] of refused) {
    test(`"muster ${argv.join(' ')}" is refused with what to do instead`, () => {
      const command = parseCommand(argv);
      assert.ok(command.kind === 'usageError');
      assert.match(command.message, message);
    });
  }
});

function runOf(argv: readonly string[]): RunCommand {
  const command: Command = parseCommand(argv);
  assert.ok(command.kind === 'run', JSON.stringify(command));
  return command;
}
