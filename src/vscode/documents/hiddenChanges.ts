import * as vscode from 'vscode';

/** What is open in a window. */
export interface Opened {
  readonly tabs: readonly Pick<vscode.Tab, 'input' | 'isDirty'>[];
  readonly notebooks: readonly Pick<vscode.NotebookDocument, 'uri' | 'isDirty'>[];
  readonly texts: readonly Pick<vscode.TextDocument, 'uri' | 'isDirty'>[];
}

/**
 * The files with unsaved changes that are no text of an open document: notebooks, files in an editor of another
 * extension, texts too large for extensions to see.
 */
export function filesWithHiddenChanges(opened: Opened = openedHere()): readonly vscode.Uri[] {
  const { tabs, notebooks } = opened;
  const books = notebooks.filter(({ isDirty }) => isDirty).map(({ uri }) => uri);
  const shown = tabs.filter(({ isDirty }) => isDirty).flatMap(({ input }) => hiddenBy(input, opened));
  return [...books, ...shown].filter(({ scheme }) => scheme === 'file');
}

function openedHere(): Opened {
  const { notebookDocuments: notebooks, textDocuments: texts } = vscode.workspace;
  return { tabs: vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs), notebooks, texts };
}

function hiddenBy(input: unknown, { texts }: Opened): readonly vscode.Uri[] {
  if (input instanceof vscode.TabInputNotebook) return [input.uri];
  if (input instanceof vscode.TabInputNotebookDiff) return [input.modified];
  const textOf = (uri: vscode.Uri) => texts.find((text) => text.uri.toString() === uri.toString());
  // Such an editor may be one of a text, which is then seen like any other.
  if (input instanceof vscode.TabInputCustom) return textOf(input.uri)?.isDirty ? [] : [input.uri];
  if (input instanceof vscode.TabInputText) return textOf(input.uri) ? [] : [input.uri];
  if (input instanceof vscode.TabInputTextDiff) return textOf(input.modified) ? [] : [input.modified];
  return [];
}
