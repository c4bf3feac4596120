import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LLMock } from '@copilotkit/aimock';
import { JournalLine } from '../src/core/journal/event.ts';
import {
  changedOutsideOutput,
  type Desk,
  type Ended,
  filesOf,
  muster,
  openDesk,
  startMuster,
} from './terminal/program.ts';

const demoRun = ['run', 'Review this project', '--model', 'demo/scripted'];

suite('muster run with the demo model', function () {
  this.timeout(60_000);
  let asked: Finished;
  let edited: Finished;
  let refused: Finished;
  let asJson: Finished;

  suiteSetup(async () => {
    [asked, edited, refused, asJson] = await Promise.all([
      finish(demoRun),
      finish([...demoRun, '--approve', 'edits']),
      finish([...demoRun, '--approve', 'none']),
      finish([...demoRun, '--json']),
    ]);
  });
  suiteTeardown(() => {
    for (const { desk } of [asked, edited, refused, asJson]) desk.remove();
  });

  test('prints the answer alone on stdout, and the deliverables it names exist', () => {
    assert.equal(asked.code, 0, asked.stderr);
    assert.match(asked.stdout, /## Deliverables/);
    assert.doesNotMatch(asked.stdout, /\p{Cc}\[|queued|tokens/u);
    const named = [...asked.stdout.matchAll(/\]\((output\/[^)]+)\)/g)].map(([, path]) => path ?? '');
    assert.ok(named.length >= 3);
    for (const path of named) assert.ok(asked.after.has(path), path);
  });

  test('tells its progress on stderr, one plain line a fact, and lists the deliverables at the end', () => {
    assert.match(asked.stderr, /^\[\d+s\] parent: started$/m);
    assert.match(asked.stderr, /^\[\d+s\] .+: wrote output\/.+ \(.+B\)$/m);
    assert.match(asked.stderr, /^Deliverables:\n( {2}output\/.+\n)+Run \d{8}-.+ completed in /m);
    assert.ok(!asked.stderr.includes('\u001B'));
  });

  test('114: without a terminal nobody approves, and nothing outside output/ changes', () => {
    assert.match(asked.stderr, /change not approved: no terminal to ask in/);
    assert.deepEqual(changedOutsideOutput(asked.before, asked.after), []);
  });

  test('--approve none changes nothing outside output/', () => {
    assert.equal(refused.code, 0, refused.stderr);
    assert.match(refused.stderr, /change not approved/);
    assert.deepEqual(changedOutsideOutput(refused.before, refused.after), []);
  });

  test('--approve edits applies the proposed change and says so', () => {
    assert.equal(edited.code, 0, edited.stderr);
    assert.deepEqual(changedOutsideOutput(edited.before, edited.after), ['README.md']);
    assert.match(edited.stderr, /change approved by --approve/);
    assert.match(edited.stderr, /^Changed files:\n {2}README\.md$/m);
  });

  test('--json prints every fact as a line of the journal, chained as there', () => {
    assert.equal(asJson.code, 0, asJson.stderr);
    const printed = asJson.stdout.trimEnd().split('\n');
    const lines = printed.map((line) => JournalLine.parse(JSON.parse(line)));
    const stored = readFileSync(journalPath(asJson.desk), 'utf8').trimEnd().split('\n');
    assert.equal(lines.length, stored.length);
    assert.equal(lines[0]?.event.type, 'runStarted');
    assert.equal(lines.at(-1)?.event.type, 'runFinished');
    for (const [index, line] of lines.entries()) {
      assert.equal(line.seq, index);
      assert.equal(line.prev, index === 0 ? '' : sha256(stored[index - 1] ?? ''));
    }
  });

  test('verify accepts the journal, and names the first line that was changed by hand', async () => {
    const { desk } = asked;
    const whole = await muster(desk, ['verify']);
    assert.equal(whole.code, 0, whole.stderr);
    assert.match(whole.stdout, /all \d+ lines/);
    const path = journalPath(desk);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace('Review this project', 'Review that project'));
    const changed = await muster(desk, ['verify']);
    writeFileSync(path, text);
    assert.equal(changed.code, 1);
    assert.match(changed.stderr, /line 1 is not as it was written/);
  });

  test('a run that is not there is a usage error that names those that are', async () => {
    const ended = await muster(asked.desk, ['report', 'no-such-run']);
    assert.equal(ended.code, 2, ended.stderr);
    assert.match(ended.stderr, /There is no run no-such-run\. The newest are:\n {2}\d{8}-/);
  });

  test('report and logs tell the newest run from its journal', async () => {
    const [report, logs] = await Promise.all([
      muster(edited.desk, ['report']),
      muster(edited.desk, ['logs']),
    ]);
    assert.equal(report.code, 0, report.stderr);
    assert.match(report.stdout, /\*\*Outcome:\*\* completed/);
    assert.match(report.stdout, /- output\/.+\.md \(/);
    assert.match(report.stdout, /- README\.md/);
    assert.equal(logs.code, 0, logs.stderr);
    assert.match(logs.stdout, /asks to change README\.md/);
    assert.match(logs.stdout, /run completed/);
  });
});

suite('muster run with a model over HTTP', function () {
  this.timeout(30_000);
  const key = 'sk-canary-0123456789abcdef';
  let mock: LLMock;
  let desk: Desk;
  const openai = () => ({ OPENAI_API_KEY: key, OPENAI_BASE_URL: `${mock.url}/v1` });

  setup(async () => {
    desk = openDesk();
    mock = new LLMock({ port: 0 });
    await mock.start();
  });
  teardown(async () => {
    desk.remove();
    await mock.stop();
  });

  test('the task may come from stdin, and the answer cannot steer the terminal', async () => {
    mock.onMessage('the secret task', { content: 'Done.\u001B[2J\u202Egpj.exe' });
    const ended = await muster(desk, ['run', '-', '--model', 'openai/gpt-test'], {
      env: openai(),
      input: 'the secret task\n',
    });
    assert.equal(ended.code, 0, ended.stderr);
    assert.equal(ended.stdout, 'Done.<U+001B>[2J<U+202E>gpj.exe\n');
  });

  test('the first key in the environment chooses the model, and MUSTER_MODEL overrides it', async () => {
    mock.onMessage('hello', { content: 'Hi.' });
    const byKey = await muster(desk, ['run', 'hello'], { env: openai() });
    assert.equal(byKey.stdout, 'Hi.\n', byKey.stderr);
    await muster(desk, ['run', 'hello'], { env: { ...openai(), MUSTER_MODEL: 'openai/chosen' } });
    const body = mock.getLastRequest()?.body;
    assert.ok(body && 'model' in body);
    assert.equal(body.model, 'chosen');
  });

  test('136: a refused key is one clear message that names the variable and never shows the key', async () => {
    mock.onMessage(/.*/, { error: { message: `Incorrect API key provided: ${key}` }, status: 401 });
    const ended = await muster(desk, ['run', 'hello', '--model', 'openai/gpt-test'], { env: openai() });
    assert.equal(ended.code, 1);
    assert.equal(ended.stdout, '');
    assert.equal(ended.stderr.match(/OPENAI_API_KEY/g)?.length, 1, ended.stderr);
    const artefacts = [ended.stdout, ended.stderr, ...filesOf(desk.state).values()];
    assert.ok(artefacts.every((text) => !text.includes(key)));
  });

  test('a missing key is one clear message that names the variable', async () => {
    const ended = await muster(desk, ['run', 'hello', '--model', 'anthropic/claude-test']);
    assert.equal(ended.code, 1);
    assert.equal(ended.stderr.match(/ANTHROPIC_API_KEY/g)?.length, 1, ended.stderr);
  });

  test('a run that reaches a limit is partial and exits with 1', async () => {
    mock.onMessage('hello', { content: 'The beginning of', finishReason: 'length' });
    const ended = await muster(desk, ['run', 'hello', '--model', 'openai/gpt-test'], { env: openai() });
    assert.equal(ended.code, 1, ended.stderr);
    assert.equal(ended.stdout, 'The beginning of\n');
    assert.match(ended.stderr, /partial/);
  });

  test('63: a protected file is not written even with --approve all', async () => {
    const write = { path: '.vscode/settings.json', content: '{}' };
    mock.onTurn(0, /.*/, { toolCalls: [{ id: 'w', name: 'write_file', arguments: JSON.stringify(write) }] });
    mock.onTurn(1, /.*/, { content: 'I tried.' });
    const before = filesOf(desk.workspace);
    const args = ['run', 'hello', '--model', 'openai/gpt-test', '--approve', 'all'];
    const ended = await muster(desk, args, { env: openai() });
    assert.equal(ended.code, 0, ended.stderr);
    assert.match(ended.stderr, /asks to change \.vscode\/settings\.json/);
    assert.deepEqual(filesOf(desk.workspace), before);
  });
});

suite('stopping muster', function () {
  this.timeout(30_000);
  let desk: Desk;
  setup(() => {
    desk = openDesk();
  });
  teardown(() => desk.remove());

  for (const [signal, reason] of [
    ['SIGINT', 'Cancelled by a person.'],
    ['SIGTERM', 'Terminated by a signal.'],
    ['SIGHUP', 'Terminated by a signal.'],
  ] as const) {
    test(`128: ${signal} ends the run within two seconds, with every agent's end and its reason in the journal`, async () => {
      const started = startMuster(desk, demoRun);
      await started.sees('Code map: started');
      const at = performance.now();
      started.kill(signal);
      const ended = await started.ended;
      assert.ok(performance.now() - at < 2000);
      assert.equal(ended.code, 130, ended.stderr);
      assert.equal(ended.stdout, '');
      const events = storedEvents(desk);
      assert.equal(events.at(-1)?.type, 'runFinished');
      assert.equal(events.at(-1)?.report?.reason, reason);
      const count = (type: string) => events.filter((event) => event.type === type).length;
      assert.equal(count('agentFinished'), count('agentQueued'));
      assert.equal(count('fileChanging'), count('fileChanged') + count('fileChangeFailed'));
    });
  }

  test('a reader of --json that goes away stops the run', async () => {
    const started = startMuster(desk, [...demoRun, '--json']);
    await started.sees('Code map: started');
    started.closeStdout();
    const ended = await started.ended;
    assert.equal(ended.code, 130, ended.stderr);
    assert.doesNotMatch(ended.stderr, /EPIPE/);
    assert.equal(storedEvents(desk).at(-1)?.report?.reason, 'The reader of the output is gone.');
  });
});

suite('muster used wrongly', function () {
  this.timeout(20_000);
  let desk: Desk;
  suiteSetup(() => {
    desk = openDesk();
  });
  suiteTeardown(() => desk.remove());

  const refused: readonly (readonly [readonly string[], number, RegExp])[] = [
    [['run'], 2, /task is missing/],
    [['run', '-', '--model', 'demo/scripted'], 2, /task is empty/],
    [['run', 'x', '--model', 'nobody/x'], 2, /anthropic.*openai/],
    [['run', 'x', '--limit', 'cost=1'], 2, /children, depth, concurrency/],
    [['resume'], 2, /no command "resume"/],
    [['run', 'x'], 2, /ANTHROPIC_API_KEY.*--model demo\/scripted/],
    [['report'], 1, /No run is recorded/],
    [['logs', 'no-such-run'], 2, /No run is recorded/],
  ];
  for (const [args, code, message] of refused) {
    test(`"muster ${args.join(' ')}" exits with ${code} and says what to do`, async () => {
      const ended = await muster(desk, args);
      assert.equal(ended.code, code, ended.stderr);
      assert.match(ended.stderr, message);
      assert.equal(ended.stdout, '');
      assert.equal(ended.stderr.trimEnd().split('\n').length, 1);
    });
  }

  test('journals are never kept in a folder that is or holds the workspace', async () => {
    for (const state of [desk.workspace, dirname(desk.workspace), '/']) {
      const ended = await muster({ ...desk, state }, demoRun);
      assert.equal(ended.code, 2, ended.stderr);
      assert.match(ended.stderr, /is or holds the workspace.*--state/);
    }
  });

  test('a folder that is not there is named', async () => {
    const ended = await muster({ ...desk, workspace: join(desk.workspace, 'nowhere') }, demoRun);
    assert.equal(ended.code, 2);
    assert.match(ended.stderr, /no folder .*nowhere/);
  });

  test('--help lists commands, limits and keys; --version is that of the package', async () => {
    const [help, version] = await Promise.all([muster(desk, ['--help']), muster(desk, ['--version'])]);
    assert.equal(help.code, 0);
    for (const word of [
      'run',
      'report',
      'logs',
      'verify',
      'concurrency',
      'OPENAI_API_KEY',
      'OPENAI_BASE_URL',
      'MUSTER_COMPATIBLE_API_KEY',
      'MUSTER_COMPATIBLE_BASE_URL',
      'a last word may follow',
      'demo/scripted',
      'cancel an agent',
      'retry an agent',
    ]) {
      assert.ok(help.stdout.includes(word), word);
    }
    assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/);
  });
});

interface Finished extends Ended {
  readonly desk: Desk;
  readonly before: Map<string, string>;
  readonly after: Map<string, string>;
}

async function finish(args: readonly string[]): Promise<Finished> {
  const desk = openDesk();
  const before = filesOf(desk.workspace);
  const ended = await muster(desk, args);
  return { ...ended, desk, before, after: filesOf(desk.workspace) };
}

function journalPath(desk: Desk): string {
  const found = [...filesOf(desk.state).keys()].find((path) => path.endsWith('journal.jsonl'));
  assert.ok(found);
  return join(desk.state, found);
}

function storedEvents(desk: Desk) {
  const lines = readFileSync(journalPath(desk), 'utf8').trimEnd().split('\n');
  return lines.map((line): { type: string; report?: { reason?: string } } => JSON.parse(line).event);
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
