import * as vscode from 'vscode';
import { fileSize } from '../../core/human/amounts.ts';
import type { RunView } from '../../core/journal/runView.ts';
import { signalOf } from '../signalOf.ts';
import { visible } from '../visible.ts';
import { UnreadRow } from './runRows.ts';
import type { Runs } from './runs.ts';

/** One run as its whole journal tells it; undefined if that cannot be read. Rejects when `signal` aborts. */
export type ReadRun = (runId: string, signal?: AbortSignal) => Promise<RunView | undefined>;

/** Stands for the agents of a run whose record is too long for a first look; a click reads it. */
export function unreadItem(row: UnreadRow, bytes: number): vscode.TreeItem {
  const label = 'Read the whole record';
  const item = new vscode.TreeItem(label);
  item.description = fileSize(bytes);
  item.tooltip = 'Only the start and the end were read so far. Click to see the agents and their files.';
  item.iconPath = new vscode.ThemeIcon('book');
  item.command = { command: 'muster.readRun', title: label, arguments: [row] };
  item.accessibilityInformation = { label: `${label}, ${fileSize(bytes)}` };
  return item;
}

export function registerReadRun(runs: Runs, read: ReadRun): vscode.Disposable {
  return vscode.commands.registerCommand('muster.readRun', async (row: unknown) => {
    if (row instanceof UnreadRow) await readInFull(runs, read, row.runId);
  });
}

/** A run with all that its record tells; undefined if that cannot be read, which is told, or if the person stops it. */
export async function readInFull(runs: Runs, read: ReadRun, runId: string): Promise<RunView | undefined> {
  if (runs.unreadBytes(runId) !== undefined) await readLong(runs, read, runId);
  return runs.unreadBytes(runId) === undefined ? runs.find(runId) : undefined;
}

/** Reading a long record takes its time, which a person can see and end. */
async function readLong(runs: Runs, read: ReadRun, runId: string): Promise<void> {
  const task = visible(runs.find(runId)?.task ?? 'a run').slice(0, 60);
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: `Reading the record of “${task}”…`,
    cancellable: true,
  };
  await vscode.window.withProgress(options, async (_, token) => {
    const { signal, release } = signalOf(token);
    try {
      const view = await read(runId, signal);
      if (view) runs.reread(view);
      else void vscode.window.showWarningMessage(`The record of “${task}” cannot be read.`);
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      release();
    }
  });
}
