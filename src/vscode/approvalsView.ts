import * as vscode from 'vscode';
import type { Request } from '../core/human/request.ts';
import { type ApprovalActions, tellExpired } from './approvalActions.ts';
import type { Approvals } from './approvals.ts';
import { describeChanges, describeRequest, type RequestInWords } from './describeRequest.ts';
import type { ProposalDocuments } from './proposalDocuments.ts';
import type { Runs } from './runs.ts';

/** A row made by this view, once for each request. Commands act on rows and documents of ours, never on a bare id. */
class ApprovalRow {
  readonly request: Request;
  readonly sentence: string;
  readonly item: vscode.TreeItem;

  constructor(request: Request, runs: Runs) {
    this.request = request;
    const words = describeRequest(request, runs.views);
    this.sentence = words.sentence;
    this.item = approvalItem(request, words);
    this.item.command = { command: 'muster.showDiff', title: 'Show diff', arguments: [this] };
  }
}

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
  const onRequest = (command: string, act: (request: Request) => unknown) =>
    vscode.commands.registerCommand(command, async (target: unknown) => {
      const request = await requestOf(target, [...rows.values()], documents);
      if (request) await act(request);
    });
  return vscode.Disposable.from(
    view,
    changed,
    approvals.onDidRaise(({ request }) => {
      rows.set(request.requestId, new ApprovalRow(request, runs));
      refresh();
    }),
    approvals.onDidSettle(({ requestId }) => {
      rows.delete(requestId);
      refresh();
    }),
    onRequest('muster.showDiff', (request) => actions.showDiff(request)),
    onRequest('muster.approve', (request) => actions.approve(request)),
    onRequest('muster.reject', (request) => actions.reject(request)),
  );
}

function approvalItem(request: Request, words: RequestInWords): vscode.TreeItem {
  const { agent, extent, warnings, task, files, sentence } = words;
  const item = new vscode.TreeItem(capitalised(describeChanges(request)));
  const facts = [agent, extent, warnings === '' ? '' : `careful: ${warnings}`, task];
  item.id = request.requestId;
  item.description = facts.filter((fact) => fact !== '').join(' · ');
  item.tooltip = `${files}\n\nTask: ${task}`;
  item.iconPath = new vscode.ThemeIcon(
    warnings === '' ? 'git-pull-request' : 'warning',
    new vscode.ThemeColor('list.warningForeground'),
  );
  item.contextValue = 'approval';
  item.accessibilityInformation = { label: sentence };
  return item;
}

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** The request a command was called for: from a row, from a diff's title bar, or picked by the person. */
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
  const active = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (active instanceof vscode.TabInputTextDiff) {
    const request = documents.requestAt(active.modified);
    if (request) return request;
  }
  if (rows.length === 0) {
    void vscode.window.showInformationMessage('Nothing is waiting for you.');
    return undefined;
  }
  const picks = rows.map(({ sentence, request }) => ({ label: sentence, request }));
  const picked = await vscode.window.showQuickPick(picks, { title: 'Which request?' });
  return picked?.request;
}
