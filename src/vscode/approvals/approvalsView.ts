import * as vscode from 'vscode';
import type { Request } from '../../core/human/request.ts';
import type { Runs } from '../runs/runs.ts';
import { type ApprovalActions, isAboutRun, tellExpired } from './approvalActions.ts';
import { ApprovalRow } from './approvalRow.ts';
import type { Approvals } from './approvals.ts';
import type { ProposalDocuments } from './proposalDocuments.ts';
import { shownProposal } from './proposalTabs.ts';

/** The list of everything that waits for a person, with its badge and its commands. It is the truth of what waits. */
export function registerApprovalsView(parts: {
  readonly approvals: Approvals;
  readonly actions: ApprovalActions;
  readonly documents: ProposalDocuments;
  readonly runs: Runs;
}): vscode.Disposable {
  const { approvals, actions, documents, runs } = parts;
  const rows = new Map<string, ApprovalRow>();
  const changed = new vscode.EventEmitter<void>();
  const view = vscode.window.createTreeView<ApprovalRow>('muster.approvals', {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: (row) => (row ? [] : [...rows.values()]),
      getTreeItem: (row) => row.item,
    },
  });
  const refresh = () => {
    const count = rows.size;
    view.badge = count === 0 ? undefined : { value: count, tooltip: `${count} waiting for you` };
    changed.fire();
  };
  const onRequest = (
    command: string,
    act: (request: Request) => unknown,
    isMeant: (request: Request) => boolean = () => true,
  ) =>
    vscode.commands.registerCommand(command, async (target: unknown) => {
      const candidates = [...rows.values()].filter((row) => isMeant(row.request));
      const request = await requestOf(target, candidates, documents);
      if (request && isMeant(request)) await act(request);
    });
  return vscode.Disposable.from(
    view,
    changed,
    approvals.onDidRaise(({ request, isAgain }) => {
      rows.set(request.requestId, new ApprovalRow(request, runs.views, isAgain));
      refresh();
    }),
    approvals.onDidSettle(({ requestId }) => {
      rows.delete(requestId);
      refresh();
    }),
    onRequest('muster.showDiff', (request) => actions.show(request), isKind('change')),
    onRequest('muster.showFile', (request) => actions.show(request), isKind('profile')),
    onRequest('muster.approve', (request) => actions.approve(request)),
    onRequest('muster.reject', (request) => actions.reject(request)),
    onRequest('muster.goOn', (request) => actions.approve(request), isAboutRun),
    onRequest('muster.stopRun', (request) => actions.decline(request), isAboutRun),
  );
}

const isKind =
  (kind: Request['draft']['kind']) =>
  ({ draft }: Request) =>
    draft.kind === kind;

/** The request a command was called for: from a row, from an editor's title bar, or picked by the person. */
async function requestOf(
  target: unknown,
  rows: readonly ApprovalRow[],
  documents: ProposalDocuments,
): Promise<Request | undefined> {
  if (target instanceof ApprovalRow) return target.request;
  if (target instanceof vscode.Uri) {
    const request = documents.requestAt(target);
    if (!request) tellExpired();
    return request;
  }
  const shown = shownProposal(vscode.window.tabGroups.activeTabGroup.activeTab);
  const request = shown && documents.requestAt(shown);
  if (rows.some((row) => row.request === request)) return request;
  if (rows.length === 0) {
    void vscode.window.showInformationMessage('No such request is waiting for you.');
    return undefined;
  }
  const picks = rows.map((row) => ({ label: row.sentence, request: row.request }));
  const picked = await vscode.window.showQuickPick(picks, { title: 'Which request?' });
  return picked?.request;
}
