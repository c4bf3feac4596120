import assert from 'node:assert/strict';
import { describeRequest } from '../../src/vscode/describeRequest.ts';

const change = (path: string) => ({
  path,
  before: { hash: 'x', text: 'a\n' },
  after: { hash: 'y', text: 'b\nc\n' },
  isProtected: false,
});
const request = (...paths: string[]) => ({
  requestId: 'r1',
  agentId: 'agent-1',
  callId: 'call-1',
  draft: { kind: 'change' as const, changes: paths.map(change) },
});

suite('a request in words', () => {
  test('says who, what and how much', () => {
    assert.equal(
      describeRequest(request('a.md', 'b.md'), []).sentence,
      'An agent wants to change a.md and 1 more (+4 −2 lines).',
    );
    assert.equal(
      describeRequest(request('a.md', 'b.md'), []).files,
      'change a.md (+2 −1 lines)\nchange b.md (+2 −1 lines)',
    );
  });

  test('107: links, icons, line breaks and hidden characters of a path stay text', () => {
    const said = describeRequest(request('[x](command:foo)\n$(check)\u202Egnp.md'), []).sentence;
    assert.doesNotMatch(said, /\]\(|\$\(|[\n\u202E]/);
    assert.match(said, /<U\+202E>/);
  });

  test('a path of thousands of characters leaves room for the rest', () => {
    const said = describeRequest(request(`${'deep/'.repeat(800)}end.md`), []).sentence;
    assert.ok(said.length < 200, said);
    assert.match(said, /deep\/end\.md \(\+2 −1 lines\)\.$/);
  });
});
