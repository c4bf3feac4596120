import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { FileChange, Request } from '../../src/core/human/request.ts';
import { Approvals } from '../../src/vscode/approvals.ts';
import { ProposalDocuments } from '../../src/vscode/proposalDocuments.ts';

const side = (text: string) => ({ hash: text, text });
const change = (path: string, before: string | null, after: string | null): FileChange => ({
  path,
  before: before === null ? null : side(before),
  after: after === null ? null : side(after),
  isProtected: false,
});

/** The extension under test has a provider of its own for the same scheme; addresses of each lead nowhere in the other. */
suite('the documents of a proposal', () => {
  const never = new AbortController().signal;
  let approvals: Approvals;
  let documents: ProposalDocuments;

  setup(() => {
    approvals = new Approvals();
    documents = new ProposalDocuments(approvals);
  });
  teardown(async () => {
    for (const { requestId } of approvals.pending) approvals.answer(requestId, { kind: 'rejected' });
    await noneLeft();
    documents.dispose();
    approvals.dispose();
  });

  function asked(...changes: FileChange[]): Request {
    const request: Request = {
      requestId: `r${Math.random()}`,
      agentId: 'agent-1',
      callId: 'call-1',
      draft: { kind: 'change', changes },
    };
    approvals.ask(request, never).catch(() => {});
    return request;
  }

  test('216: both sides are what the approval counts for, although the file is gone', async () => {
    const request = asked(change('gone/a#b?c %20.md', 'as found\n', 'as proposed\n'));
    await documents.show(request);
    const [tab] = diffs();
    assert.equal(tab?.label, 'gone/a#b?c %20.md: current ↔ proposed');
    assert.ok(tab.input instanceof vscode.TabInputTextDiff);
    assert.equal(documents.provideTextDocumentContent(tab.input.original), 'as found\n');
    assert.equal(documents.provideTextDocumentContent(tab.input.modified), 'as proposed\n');
    assert.equal(documents.requestAt(tab.input.modified), request);
  });

  test('a diff that is shown twice is one tab, and goes when the request is answered', async () => {
    const request = asked(change('a.md', 'a\n', 'b\n'));
    await documents.show(request);
    await documents.show(request);
    assert.equal(diffs().length, 1);
    approvals.answer(request.requestId, { kind: 'rejected' });
    await noneLeft();
  });

  test('several files are numbered tabs, and the first one is in front', async () => {
    await documents.show(asked(change('new.md', null, 'x\n'), change('old.md', 'x\n', null)));
    assert.deepEqual(
      diffs().map(({ label }) => label),
      ['new.md: new file, proposed (1 of 2)', 'old.md: proposed deletion (2 of 2)'],
    );
    assert.equal(diffs().find(({ isActive }) => isActive)?.label, diffs()[0]?.label);
  });

  test('an address that nobody made leads to no text and no request', () => {
    const forged = vscode.Uri.parse('muster-proposal:/README.md?guess');
    assert.throws(() => documents.provideTextDocumentContent(forged), /not waiting/);
    assert.equal(documents.requestAt(forged), undefined);
  });
});

const diffs = () =>
  vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input instanceof vscode.TabInputTextDiff);

function noneLeft(): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (diffs().length > 0) return;
      watching.dispose();
      resolve();
    };
    const watching = vscode.window.tabGroups.onDidChangeTabs(look);
    look();
  });
}
