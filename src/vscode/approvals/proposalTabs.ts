import * as vscode from 'vscode';

/** The scheme of all documents that show a request. */
export const proposalScheme = 'muster-proposal';

/** The document of a request that a tab shows: of a diff, its right side. */
export function shownProposal(tab: vscode.Tab | undefined): vscode.Uri | undefined {
  const input = tab?.input;
  const uri =
    input instanceof vscode.TabInputTextDiff
      ? input.modified
      : input instanceof vscode.TabInputText
        ? input.uri
        : undefined;
  return uri?.scheme === proposalScheme ? uri : undefined;
}

/** Closes every tab with a document of a request that is meant. Never rejects. */
export async function closeProposals(isMeant: (shown: vscode.Uri) => boolean): Promise<void> {
  const tabs = vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter((tab) => {
      const shown = shownProposal(tab);
      return shown !== undefined && isMeant(shown);
    });
  try {
    await vscode.window.tabGroups.close(tabs);
  } catch {
    // A person closed one of them first.
  }
}
