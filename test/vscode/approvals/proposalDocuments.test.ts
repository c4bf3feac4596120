import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { FileChange, Request, RequestDraft } from '../../../src/core/human/request.ts';
import { Approvals } from '../../../src/vscode/approvals/approvals.ts';
import { ProposalDocuments } from '../../../src/vscode/approvals/proposalDocuments.ts';
import { shownProposal } from '../../../src/vscode/approvals/proposalTabs.ts';
import { drafts } from '../asked.ts';

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

  const asked = (...changes: FileChange[]) => askedFor({ kind: 'change', changes });

  function askedFor(draft: RequestDraft): Request {
    const request: Request = {
      requestId: `r${Math.random()}`,
      agentId: 'agent-1',
      callId: 'call-1',
      draft,
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

  test('what should be known of a change stands in the title of its diff', async () => {
    const notes = ['scripts.test: [run](command:x) it', 'second'];
    await documents.show(asked({ ...change('package.json', '{}', '{ }'), notes }));
    assert.equal(
      diffs()[0]?.label,
      'package.json: current ↔ proposed – scripts.test: [run] (command:x) it; and 1 more',
    );
  });

  test('several files are numbered tabs, and the first one is in front', async () => {
    await documents.show(asked(change('new.md', null, 'x\n'), change('old.md', 'x\n', null)));
    assert.deepEqual(
      diffs().map(({ label }) => label),
      ['new.md: new file, proposed (1 of 2)', 'old.md: proposed deletion (2 of 2)'],
    );
    assert.equal(diffs().find(({ isActive }) => isActive)?.label, diffs()[0]?.label);
  });

  test('122: a profile is shown as exactly the text that would be trusted, with what cannot be seen written out', async () => {
    const text = '---\ndescription: Kind\n---\nBe kind.\u202E\u200B\n';
    const request = askedFor({ ...drafts.profile, text, notes: ['line 2: [hooks](command:x)\nis ignored'] });
    await documents.show(request);
    await documents.show(request);
    const [tab, ...others] = proposals();
    assert.equal(tab?.label, '.muster/agents/researcher.md: profile, not approved');
    assert.deepEqual(others, []);
    assert.ok(tab.input instanceof vscode.TabInputText);
    assert.equal(documents.requestAt(tab.input.uri), request);
    const shownUri = `${tab.input.uri}`;
    const page = documents.provideTextDocumentContent(tab.input.uri);
    const [document] = vscode.workspace.textDocuments.filter(({ uri }) => shownUri === `${uri}`);
    assert.deepEqual([document?.getText(), document?.languageId], [page, 'plaintext']);
    const [words, shown] = page.split(/^─+\n/m);
    assert.equal(shown, '---\ndescription: Kind\n---\nBe kind.<U+202E><U+200B>\n');
    assert.match(words ?? '', /does not follow all of it:\n- line 2: \[hooks\] \(command:x\) is ignored\n/);
    approvals.answer(request.requestId, { kind: 'rejected' });
    await noneLeft();
  });

  test('a question without a text opens nothing', async () => {
    for (const draft of [drafts.spawn, drafts.budget, drafts.refusals]) await documents.show(askedFor(draft));
    assert.deepEqual(proposals(), []);
  });

  test('an address that nobody made leads to no text and no request', () => {
    const forged = vscode.Uri.parse('muster-proposal:/README.md?guess');
    assert.throws(() => documents.provideTextDocumentContent(forged), /not waiting/);
    assert.equal(documents.requestAt(forged), undefined);
  });
});

const diffs = () => proposals().filter(({ input }) => input instanceof vscode.TabInputTextDiff);

const proposals = () =>
  vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).filter((tab) => shownProposal(tab) !== undefined);

function noneLeft(): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (proposals().length > 0) return;
      watching.dispose();
      resolve();
    };
    const watching = vscode.window.tabGroups.onDidChangeTabs(look);
    look();
  });
}
