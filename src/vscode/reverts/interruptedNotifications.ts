import { posix } from 'node:path';
import * as vscode from 'vscode';
import type { RunView } from '../../core/journal/runView.ts';
import { InterruptedRow } from '../runs/runRows.ts';
import type { Runs } from '../runs/runs.ts';
import { visible } from '../visible.ts';
import { openWorkspaceFile } from '../workspaceFiles.ts';
import { interruptedWords, stateWords } from './interruptedWords.ts';
import type { Interruption, Interruptions, Settled, Settling } from './interruptions.ts';

/** What the notification works with. */
export interface InterruptedParts {
  readonly runs: Runs;
  readonly interruptions: Interruptions;
  /** A run as its journal tells it now. */
  readonly read: (runId: string) => Promise<RunView | undefined>;
}

/**
 * Tells a person of changes and reverts that a crash cut off, once they look at past runs: one at a time, and again
 * from the row under its run. Closing the notification decides nothing.
 */
export function registerInterruptedNotifications(parts: InterruptedParts): vscode.Disposable {
  const { runs, interruptions } = parts;
  let hasLooked = false;
  let isAsking = false;
  const askAll = async (first?: string) => {
    if (isAsking) return;
    isAsking = true;
    try {
      await askEach(parts, first);
    } catch (error) {
      const reason = error instanceof Error ? visible(error.message) : 'an unknown fault';
      void vscode.window.showErrorMessage(`What was cut off could not be settled: ${reason}`);
    } finally {
      isAsking = false;
    }
  };
  const look = () => {
    if (hasLooked || !runs.knowsPast || !vscode.workspace.isTrusted) return;
    hasLooked = true;
    // Journals that cannot be read are told of elsewhere.
    interruptions.find().then(
      () => void askAll(),
      () => {},
    );
  };
  look();
  return vscode.Disposable.from(
    runs.onDidChange(look),
    // A person may have reverted just what was cut off.
    runs.onDidReread(() => {
      if (interruptions.all.length > 0) interruptions.find().catch(() => {});
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(look),
    vscode.commands.registerCommand('muster.settleChange', (row: unknown) =>
      row instanceof InterruptedRow ? askAll(row.commitId) : undefined,
    ),
  );
}

/** Goes on to the next one only after a decision. */
async function askEach(parts: InterruptedParts, first: string | undefined): Promise<void> {
  const { interruptions, runs, read } = parts;
  const isFirst = ({ commitId }: Interruption) => commitId === first;
  let trouble = '';
  for (;;) {
    const one = interruptions.all.find(isFirst) ?? interruptions.all[0];
    if (!one) return;
    const choice = await ask(one, trouble + interruptedWords(one, runs.find(one.runId)?.task ?? ''));
    if (choice === undefined) return;
    const settled = await settle(one, choice);
    trouble = settled.kind === 'stuck' ? `Nothing was changed: ${visible(settled.reason)} ` : '';
    await interruptions.find();
    const view = await read(one.runId);
    if (view) runs.reread(view);
  }
}

/** A few files at most, so it is not worth a way to stop it. */
function settle(one: Interruption, as: Settling): Thenable<Settled> {
  const options = { location: vscode.ProgressLocation.Window, title: `Muster: settling a ${one.kind}` };
  return vscode.window.withProgress(options, () => one.settle(as, new AbortController().signal));
}

const choices: readonly { readonly title: string; readonly settling: Settling }[] = [
  { title: 'Finish', settling: 'finish' },
  { title: 'Undo', settling: 'undo' },
  { title: 'Leave', settling: 'leave' },
];

/** What can become of it. */
const choicesFor = ({ kind }: Interruption) =>
  choices.filter(({ settling }) => kind === 'change' || settling !== 'undo');

async function ask(one: Interruption, question: string): Promise<Settling | undefined> {
  const show = 'Show files';
  const titles = choicesFor(one).map(({ title }) => title);
  for (;;) {
    const chosen = await vscode.window.showWarningMessage(question, ...titles, show);
    if (chosen !== show) return choices.find(({ title }) => title === chosen)?.settling;
    await showFiles(one);
  }
}

/** The list opens files, until the person has seen enough. */
async function showFiles({ kind, files }: Interruption): Promise<void> {
  const picks = files.map(({ path, state }) => ({
    label: visible(posix.basename(path)),
    description: [
      ...(path.includes('/') ? [visible(posix.dirname(path))] : []),
      stateWords(kind, state),
    ].join(' · '),
    path,
  }));
  const picked = await vscode.window.showQuickPick(picks, { title: `Files of the ${kind} that was cut off` });
  if (picked) await openWorkspaceFile(picked.path);
}
