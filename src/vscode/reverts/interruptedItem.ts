import * as vscode from 'vscode';
import type { InterruptedRow } from '../runs/runRows.ts';
import { interruptedFacts } from './interruptedWords.ts';
import type { Interruption } from './interruptions.ts';

/** A change or a revert that was cut off, under its run; a click asks what is to become of it. */
export function interruptedItem(row: InterruptedRow, interruption: Interruption): vscode.TreeItem {
  const label = `A ${interruption.kind} was cut off`;
  const waysOut = interruption.kind === 'change' ? 'finish it, to undo it,' : 'finish it,';
  const facts = interruptedFacts(interruption);
  const item = new vscode.TreeItem(label);
  item.description = facts;
  item.tooltip = `${facts}. Click to ${waysOut} or to leave it so.`;
  item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
  item.contextValue = 'interruptedChange';
  item.command = { command: 'muster.settleChange', title: 'Settle change', arguments: [row] };
  item.accessibilityInformation = { label: `${label}, ${facts}` };
  return item;
}
