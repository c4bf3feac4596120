import * as vscode from 'vscode';
import type { Request } from '../../core/human/request.ts';
import type { RunView } from '../../core/journal/runView.ts';
import { describeRequest } from './describeRequest.ts';
import { capitalised, type RequestInWords } from './requestInWords.ts';

/** Why a question that had its yes comes back. */
export const changedSince = 'The file changed since it was shown, so nothing was written. Look again.';

/** A row of the list, made once for each request. Commands act on rows and documents of ours, never on a bare id. */
export class ApprovalRow {
  readonly request: Request;
  readonly sentence: string;
  readonly item: vscode.TreeItem;

  /** `isAgain`: the same was approved before, but the file changed before that could be carried out. */
  constructor(request: Request, views: readonly RunView[], isAgain = false) {
    this.request = request;
    const described = describeRequest(request, views);
    const words = isAgain ? askedAgain(described) : described;
    this.sentence = words.sentence;
    this.item = itemOf(request, words);
    const command = showCommand(request);
    if (command !== undefined) this.item.command = { command, title: words.show ?? '', arguments: [this] };
  }
}

function askedAgain(words: RequestInWords): RequestInWords {
  return {
    ...words,
    facts: ['changed since it was shown: look again', ...words.facts],
    details: `${changedSince}\n\n${words.details}`,
    sentence: `${changedSince} ${words.sentence}`,
  };
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
