import * as vscode from 'vscode';
import type { FirstAgent } from '../../core/firstAgent.ts';
import type { AgentView } from '../../core/journal/agentView.ts';
import type { RunView } from '../../core/journal/runView.ts';
import { isTrusted } from '../trust.ts';
import { visible } from '../visible.ts';
import { hasFolder } from '../workspaceFiles.ts';
import { canRetry } from './agentItem.ts';
import { pickAgent } from './pickRun.ts';
import { AgentRow } from './runRows.ts';
import type { Runs } from './runs.ts';
import { toItsEnd } from './toItsEnd.ts';

/** `Muster: Retry agent`: from a row of the tree, or picked from the palette. */
export function registerRetryAgent(runs: Runs): vscode.Disposable {
  return vscode.commands.registerCommand('muster.retryAgent', async (row: unknown) => {
    const target = row instanceof AgentRow ? row : await pickRetried(runs);
    if (target && (await isTrusted()) && hasFolder()) await retryAgent(runs, target);
  });
}

async function pickRetried(runs: Runs): Promise<AgentRow | undefined> {
  await runs.recall();
  const question = {
    title: 'Retry which agent?',
    isMeant: (agent: AgentView, runId: string) => canRetry(agent, runs.whereAtWork(runId)),
    whenNone: 'No agent that another one started has ended yet.',
  };
  return pickAgent(question, runs.views);
}

async function retryAgent(runs: Runs, { runId, agentId }: AgentRow): Promise<void> {
  const agents = runs.find(runId)?.agents ?? [];
  const label = visible(agents.find((agent) => agent.agentId === agentId)?.brief.label ?? 'The agent');
  const result = runs.retryAgent(runId, agentId);
  if (result.kind === 'refused') {
    void vscode.window.showWarningMessage(`“${label}” cannot be retried. ${visible(result.message)}`);
    return;
  }
  const tell = (where: string) =>
    vscode.window.setStatusBarMessage(`Muster: “${label}” is tried again by a new agent${where}.`, 5000);
  if (result.kind === 'started') tell('');
  else {
    tell(', in a run of its own');
    await toItsEnd(() => runAgain(runs, result.first));
  }
}

/** Begins at once, so that a second click finds it begun. */
async function runAgain(runs: Runs, first: FirstAgent): Promise<RunView | undefined> {
  const [view] = await Promise.all([
    runs.runAgain(first),
    vscode.commands.executeCommand('muster.runs.focus'),
  ]);
  return view;
}
