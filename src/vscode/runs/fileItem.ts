import { posix } from 'node:path';
import * as vscode from 'vscode';
import type { Toucher } from '../../core/journal/touched.ts';
import { assertNever } from '../assertNever.ts';
import { visible } from '../visible.ts';
import type { AtWork } from './atWork.ts';
import type { BoardRow, FileRow } from './runRows.ts';
import { othersWords, touchLines } from './touchWords.ts';

/** A file row that opens on click and is drawn with the file's own icon. */
export function deliverableItem(
  path: string,
  description: string,
  touchers: readonly Toucher[] = [],
): vscode.TreeItem {
  const item = plainItem(path, description, touchLines(touchers));
  item.iconPath = vscode.ThemeIcon.File;
  // For the icon of its kind alone: what the Explorer marks says nothing new in a list of deliverables.
  item.resourceUri = vscode.Uri.from({ scheme: 'muster-file', path: `/${path}` });
  item.contextValue = 'deliverable';
  item.command = openCommand(path);
  return item;
}

/** A file below the agent that made, changed or deleted it, with what others did to it. */
export function fileItem(row: FileRow, touchers: readonly Toucher[], atWork: AtWork): vscode.TreeItem {
  const { path, agentId, kind } = row;
  const others = othersWords(touchers, agentId);
  const description = [kind, others].filter((part) => part !== '').join(' · ');
  switch (kind) {
    case 'deliverable':
    case 'changed': {
      const item = deliverableItem(path, description, touchers);
      item.contextValue = atWork === 'nowhere' ? 'revertibleFile' : 'deliverable';
      item.accessibilityInformation = { label: `${visible(path)}, ${description}` };
      return item;
    }
    case 'deleted': {
      const item = plainItem(path, description, touchLines(touchers));
      item.iconPath = new vscode.ThemeIcon('trash');
      item.contextValue = atWork === 'nowhere' ? 'revertibleFile' : 'deletedFile';
      return item;
    }
    case 'reverted':
      return revertedItem(row, touchers);
    case 'missing':
      return missingItem(path);
    default:
      return assertNever(kind);
  }
}

/** The progress board below its run. */
export function boardItem({ path }: BoardRow): vscode.TreeItem {
  const item = deliverableItem(path, 'what each agent is doing');
  item.contextValue = 'board';
  return item;
}

/** What an agent had made is gone with it, and what it had changed or deleted is there as it was. */
function revertedItem({ path, agentId }: FileRow, touchers: readonly Toucher[]): vscode.TreeItem {
  const item = plainItem(path, 'reverted', [
    'A person took back what agents had done.',
    ...touchLines(touchers),
  ]);
  item.iconPath = new vscode.ThemeIcon('discard');
  item.contextValue = 'revertedFile';
  const own = touchers.find((toucher) => toucher.agentId === agentId);
  const first = touchers.find(({ isReverted }) => isReverted);
  const isThere = own?.did !== 'created' && first?.did !== 'created';
  if (isThere) item.command = openCommand(path);
  return item;
}

/** A file that an agent wrote, or says it wrote, and that is not there: there is nothing to open. */
function missingItem(path: string): vscode.TreeItem {
  const why = 'The agent wrote it, or says so, but it was not there when the agent ended.';
  const item = plainItem(path, 'missing', [why]);
  item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
  item.contextValue = 'missingFile';
  return item;
}

const openCommand = (path: string): vscode.Command => ({
  command: 'muster.openDeliverable',
  title: 'Open file',
  arguments: [path],
});

function plainItem(path: string, description: string, more: readonly string[]): vscode.TreeItem {
  const name = visible(posix.basename(path));
  const item = new vscode.TreeItem(name);
  item.description = description;
  item.tooltip = [visible(path), ...more].join('\n');
  item.accessibilityInformation = { label: `${name}, ${description}` };
  return item;
}
