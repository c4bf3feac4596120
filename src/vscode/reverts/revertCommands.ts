import * as vscode from 'vscode';
import { counted } from '../../core/human/amounts.ts';
import type { RunView } from '../../core/journal/runView.ts';
import type { Runs } from '../runs/runs.ts';
import { signalOf } from '../signalOf.ts';
import { isTrusted } from '../trust.ts';
import { visible } from '../visible.ts';
import { hasFolder } from '../workspaceFiles.ts';
import { ComparedTexts } from './comparedTexts.ts';
import { pickReverts, showRevert } from './pickReverts.ts';
import type { OpenRevert, Revert, Reverted, RevertFile } from './reverting.ts';
import { agentToRevert, fileToRevert, type RevertTarget, runToRevert } from './revertTargets.ts';
import { revertDetail, revertedWords, stayWords } from './revertWords.ts';

/** What the revert commands work with. */
export interface RevertParts {
  readonly runs: Runs;
  readonly open: OpenRevert;
  /** A run as its journal tells it now. */
  readonly read: (runId: string) => Promise<RunView | undefined>;
}

/** Taking back what a run, an agent, or all agents did to a file: from a row of a tree, or picked from the palette. */
export function registerRevertCommands(parts: RevertParts): vscode.Disposable {
  const texts = new ComparedTexts();
  const command = (name: string, find: (row: unknown, runs: Runs) => Promise<RevertTarget | undefined>) =>
    vscode.commands.registerCommand(name, async (row: unknown) => {
      if (!(await isTrusted()) || !hasFolder()) return;
      try {
        await parts.runs.recall();
        const target = await find(row, parts.runs);
        if (target) await revert(target, parts, texts);
      } catch (error) {
        const reason = error instanceof Error ? visible(error.message) : 'an unknown fault';
        void vscode.window.showErrorMessage(`Nothing was reverted: ${reason}`);
      }
    });
  return vscode.Disposable.from(
    texts,
    command('muster.revertRun', runToRevert),
    command('muster.revertAgent', agentToRevert),
    command('muster.revertFile', fileToRevert),
  );
}

async function revert(target: RevertTarget, parts: RevertParts, texts: ComparedTexts): Promise<void> {
  const { runId, scope, name } = target;
  const { files } = await opened(target, parts);
  const ready = files.filter(({ state }) => state === 'ready');
  if (ready.length === 0) return tellNone(name, files, texts);
  const picked =
    files.length === 1 ? await showOnly(ready, texts) : await pickReverts(`Revert ${name}`, files, texts);
  if (!picked || !(await isConfirmed(name, files, picked))) return;
  const paths = picked.map(({ path }) => path);
  // What was looked at may be another by now.
  const chosen = await opened({ ...target, scope: { ...scope, paths } }, parts);
  try {
    const staying = [...files, ...chosen.files].filter(({ state }) => state !== 'ready');
    const outcome = await applied(chosen, name);
    await texts.close();
    tellOutcome(outcome, staying);
  } finally {
    const view = await parts.read(runId);
    if (view) parts.runs.reread(view);
  }
}

/** Looking through a long record takes its time. */
function opened({ runId, scope, name }: RevertTarget, { open }: RevertParts): Thenable<Revert> {
  const options = {
    location: vscode.ProgressLocation.Window,
    title: `Muster: looking up the changes of ${name}`,
  };
  return vscode.window.withProgress(options, () => open(runId, scope));
}

/** A single file needs no list, but should be seen. */
async function showOnly(ready: readonly RevertFile[], texts: ComparedTexts): Promise<readonly RevertFile[]> {
  for (const file of ready) await showRevert(file, texts);
  return ready;
}

async function tellNone(name: string, files: readonly RevertFile[], texts: ComparedTexts): Promise<void> {
  const [first] = files;
  if (!first) {
    void vscode.window.showInformationMessage(`There is nothing of ${name} to revert.`);
    return;
  }
  const show = 'Show diff';
  const compared = files.filter(({ now, before }) => now !== null || before !== null);
  const more = files.length === 1 ? '' : ` ${counted(files.length, 'file')} stay as they are.`;
  const chosen = await vscode.window.showWarningMessage(
    `Nothing of ${name} can be reverted: ${visible(first.path)}: ${stayWords(first)}.${more}`,
    ...(compared.length > 0 ? [show] : []),
  );
  if (chosen !== show) return;
  if (files.length === 1) await showRevert(first, texts);
  else await pickReverts(`Revert ${name}`, files, texts);
}

async function isConfirmed(
  name: string,
  files: readonly RevertFile[],
  picked: readonly RevertFile[],
): Promise<boolean> {
  const yes = 'Revert';
  const what = files.length === 1 ? name : `${counted(picked.length, 'file')} of ${name}`;
  const staying = files.filter((file) => !picked.includes(file));
  const behind = files.length === 1 ? '\n\nWhat it is now and what it was is shown behind this.' : '';
  const chosen = await vscode.window.showWarningMessage(
    `Revert ${what}?`,
    { modal: true, detail: revertDetail(picked, staying) + behind },
    yes,
  );
  return chosen === yes;
}

function applied(chosen: Revert, name: string): Thenable<Reverted | 'cancelled'> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: `Reverting ${name}…`,
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (_, token) => {
    const { signal, release } = signalOf(token);
    try {
      return await chosen.apply(signal);
    } catch (error) {
      if (signal.aborted) return 'cancelled';
      throw error;
    } finally {
      release();
    }
  });
}

function tellOutcome(outcome: Reverted | 'cancelled', staying: readonly RevertFile[]): void {
  const { showInformationMessage, showWarningMessage, showErrorMessage } = vscode.window;
  if (outcome === 'cancelled') {
    void showInformationMessage('Nothing was reverted: you cancelled it.');
  } else if (outcome.kind === 'reverted') {
    const words = revertedWords(outcome.restored, staying);
    void (staying.length === 0 ? showInformationMessage(words) : showWarningMessage(words));
  } else {
    void showErrorMessage(`Nothing was reverted: ${visible(outcome.reason)}`);
  }
}
