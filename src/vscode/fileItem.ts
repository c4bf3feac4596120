import { posix } from 'node:path';
import * as vscode from 'vscode';
import type { BoardRow, FileRow } from './runRows.ts';
import { visible } from './visible.ts';
import { workspaceFile } from './workspaceFiles.ts';

/** A file row that opens on click and is drawn with the file's own icon. */
export function deliverableItem(path: string, description: string): vscode.TreeItem {
  const item = new vscode.TreeItem(visible(posix.basename(path)));
  item.description = description;
  item.tooltip = visible(path);
  item.iconPath = vscode.ThemeIcon.File;
  item.resourceUri = workspaceFile(path) ?? vscode.Uri.file(path);
  item.contextValue = 'deliverable';
  item.command = { command: 'muster.openDeliverable', title: 'Open deliverable', arguments: [path] };
  return item;
}

/** A file below the agent that made or changed it. */
export const fileItem = ({ path, kind }: FileRow) => deliverableItem(path, kind);

/** A file that an agent wrote, or says it wrote, and that is not there: there is nothing to open. */
export function missingItem({ path }: FileRow): vscode.TreeItem {
  const name = visible(posix.basename(path));
  const item = new vscode.TreeItem(name);
  item.description = 'missing';
  item.tooltip = `${visible(path)}\nThe agent wrote it, or says so, but it was not there when the agent ended.`;
  item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
  item.contextValue = 'missingFile';
  item.accessibilityInformation = { label: `${name}, missing` };
  return item;
}

/** The progress board below its run. */
export function boardItem({ path }: BoardRow): vscode.TreeItem {
  const item = deliverableItem(path, 'what each agent is doing');
  item.contextValue = 'board';
  return item;
}
