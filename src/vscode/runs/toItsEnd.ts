import * as vscode from 'vscode';
import { answerOf, type RunView } from '../../core/journal/runView.ts';
import { visible } from '../visible.ts';
import { describeEnd, showAnswer } from './answerDocuments.ts';

/** Awaits a run that a person started, and tells how it ended: with its answer, or why there is none. Never rejects. */
export async function toItsEnd(run: () => Promise<RunView | undefined>): Promise<void> {
  try {
    const view = await run();
    if (view) await tellEnd(view);
  } catch (error) {
    await tellFault(error);
  }
}

async function tellEnd(view: RunView): Promise<void> {
  const { report, agents } = view;
  if (!report || report.outcome === 'cancelled') return;
  if (report.outcome === 'completed') return showAnswer(view);
  const setKey = 'Set API key…';
  const chooseOther = 'Choose model…';
  const show = 'Show answer';
  const isAboutKey = /\bAPI key\b/i.test(report.reason ?? '');
  const chosen = await vscode.window.showErrorMessage(
    describeEnd(report),
    ...(isAboutKey ? [setKey] : []),
    ...(answerOf(view) === '' ? [chooseOther] : [show]),
  );
  const provider = agents[0]?.brief.model.split('/')[0];
  if (chosen === setKey) await vscode.commands.executeCommand('muster.setApiKey', provider);
  if (chosen === chooseOther) await vscode.commands.executeCommand('muster.chooseModel');
  if (chosen === show) await showAnswer(view);
}

async function tellFault(error: unknown): Promise<void> {
  const openSettings = 'Open settings';
  const reason = error instanceof Error ? visible(error.message) : 'an unknown fault';
  const chosen = await vscode.window.showErrorMessage(
    `Muster could not start the run: ${reason}`,
    openSettings,
  );
  if (chosen === openSettings) {
    await vscode.commands.executeCommand('workbench.action.openSettings', '@ext:muster.muster');
  }
}
