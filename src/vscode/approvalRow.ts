import * as vscode from 'vscode';
import type { Request } from '../core/human/request.ts';
import type { RunView } from '../core/journal/runView.ts';
import { describeRequest } from './describeRequest.ts';
import { capitalised, type RequestInWords } from './requestInWords.ts';

/** A row of the list, made once for each request. Commands act on rows and documents of ours, never on a bare id. */
export class ApprovalRow {
  readonly request: Request;
  readonly sentence: string;
  readonly item: vscode.TreeItem;

  constructor(request: Request, views: readonly RunView[]) {
    this.request = request;
    const words = describeRequest(request, views);
    this.sentence = words.sentence;
    this.item = itemOf(request, words);
    const command = showCommand(request);
    if (command !== undefined) this.item.command = { command, title: words.show ?? '', arguments: [this] };
  }
}

/** The kind of request is the row's `contextValue`, by which the manifest offers its commands. */
function itemOf({ requestId, draft }: Request, words: RequestInWords): vscode.TreeItem {
  const { deed, facts, details, icon, sentence, yes, no } = words;
  const item = new vscode.TreeItem(capitalised(deed));
  item.id = requestId;
  item.description = facts.filter((fact) => fact !== '').join(' · ');
  item.tooltip = details;
  item.iconPath = new vscode.ThemeIcon(icon, new vscode.ThemeColor('list.warningForeground'));
  item.contextValue = draft.kind;
  item.accessibilityInformation = { label: `${sentence} ${yes}, or ${no}?` };
  return item;
}

/** The command behind a click: it shows and never decides. */
function showCommand({ draft }: Request): string | undefined {
  if (draft.kind === 'change') return 'muster.showDiff';
  return draft.kind === 'profile' ? 'muster.showFile' : undefined;
}
