import * as vscode from 'vscode';

/** Where a run is at work: in this window, in another one or a terminal, or nowhere any more. */
export type AtWork = 'here' | 'elsewhere' | 'nowhere';

/** How a run, a batch or an agent stands that has no end and is not at work here. */
export function awayWords(atWork: AtWork): string {
  return atWork === 'elsewhere' ? 'at work in another window' : 'interrupted';
}

/** The icon for the same. */
export function awayIcon(atWork: AtWork): vscode.ThemeIcon {
  return new vscode.ThemeIcon(atWork === 'elsewhere' ? 'multiple-windows' : 'debug-disconnect');
}
