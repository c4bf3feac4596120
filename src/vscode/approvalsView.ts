import * as vscode from 'vscode';
import type { Request } from '../core/human/request.ts';
import type { ApprovalActions } from './approvalActions.ts';
import type { Approvals } from './approvals.ts';
import { agentLabel, describeChanges, describeRequest } from './describeRequest.ts';
import type { ProposalDocuments } from './proposalDocuments.ts';
import type { Runs } from './runs.ts';
import { visible } from './visible.ts';

/** A row made by this view. Commands act on rows and documents of ours only, never on a bare id. */
class ApprovalRow {
  readonly request: Request;
  constructor(request: Request) {
    this.request = request;
  }
}

/** The list of everything that waits for a person, with its badge and its commands. It is the truth of what waits. */
export function registerApprovalsView(parts: {
  readonly approvals: Approvals;
  readonly actions: ApprovalActions;
  readonly documents: ProposalDocuments;
  readonly runs: Runs;
}): vscode.Disposable {
  const { approvals, actions, runs } = parts;
  const changed = new vscode.EventEmitter<void>();
  const view = vscode.window.createTreeView('muster.approvals', {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: () => approvals.pending.map((request) => new ApprovalRow(request)),
      getTreeItem: (row: ApprovalRow) => approvalItem(row, runs),
    },
  });
  const refresh = () => {
    const count = approvals.pending.length;
    view.badge = count === 0 ? undefined : { value: count, tooltip: `${count} waiting for you` };
    changed.fire();
  };
  const onRequest =
    (act: (request: Request) => void | Promise<void>) =>
    async (target: unknown): Promise<void> => {
      const request = await requestOf(target, parts);
      if (request) await act(request);
    };
  return vscode.Disposable.from(
    view,
    changed,
    approvals.onDidRaise(refresh),
    approvals.onDidSettle(refresh),
    vscode.commands.registerCommand(
      'muster.showDiff',
      onRequest((request) => actions.showDiff(request)),
    ),
    vscode.commands.registerCommand(
      'muster.approve',
      onRequest((request) => actions.approve(request)),
    ),
    vscode.commands.registerCommand(
      'muster.reject',
      onRequest((request) => actions.reject(request)),
    ),
  );
}

function approvalItem(row: ApprovalRow, runs: Runs): vscode.TreeItem {
  const { request } = row;
  const item = new vscode.TreeItem(capitalised(describeChanges(request)));
  item.id = request.requestId;
  item.description = agentLabel(request, runs.views);
  item.tooltip = request.draft.changes.map((change) => visible(change.path)).join('\n');
  item.iconPath = new vscode.ThemeIcon('git-pull-request', new vscode.ThemeColor('list.warningForeground'));
  item.contextValue = 'approval';
  item.command = { command: 'muster.showDiff', title: 'Show diff', arguments: [row] };
  item.accessibilityInformation = { label: describeRequest(request, runs.views) };
  return item;
}

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** The request a command was called for: from a row, from a diff's title bar, or picked by the person. */
async function requestOf(
  target: unknown,
  { approvals, documents, runs }: { approvals: Approvals; documents: ProposalDocuments; runs: Runs },
): Promise<Request | undefined> {
  if (target instanceof ApprovalRow) return target.request;
  if (target instanceof vscode.Uri) return documents.requestAt(target);
  const active = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (active instanceof vscode.TabInputTextDiff) {
    const request = documents.requestAt(active.modified);
    if (request) return request;
  }
  if (approvals.pending.length === 0) {
    void vscode.window.showInformationMessage('Nothing is waiting for you.');
    return undefined;
  }
  const picks = approvals.pending.map((request) => ({
    label: describeRequest(request, runs.views),
    request,
  }));
  const picked = await vscode.window.showQuickPick(picks, { title: 'Which request?' });
  return picked?.request;
}
