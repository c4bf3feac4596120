import * as vscode from 'vscode';
import type { AgentView } from '../../core/journal/agentView.ts';
import { type RunView, runTitle } from '../../core/journal/runView.ts';
import { visible } from '../visible.ts';
import { AgentRow } from './runRows.ts';
import { statusWords } from './statusWords.ts';

/** Which agents to offer, in what words. */
export interface AgentQuestion {
  readonly title: string;
  readonly isMeant: (agent: AgentView, runId: string) => boolean;
  readonly whenNone: string;
}

/** The run that a person picks; a single one needs no question. Undefined if there is none, or they backed out. */
export async function pickRun(
  title: string,
  views: readonly RunView[],
  whenNone: string,
): Promise<string | undefined> {
  if (views.length === 0) {
    void vscode.window.showInformationMessage(whenNone);
    return undefined;
  }
  if (views.length === 1) return views[0]?.runId;
  const picks = views.map((view) => ({
    label: visible(runTitle(view)),
    description: startText(view),
    runId: view.runId,
  }));
  return (await vscode.window.showQuickPick(picks, { title }))?.runId;
}

/** The agent that a person picks, those that failed first; always asked, since which one matters. */
export async function pickAgent(
  { title, isMeant, whenNone }: AgentQuestion,
  views: readonly RunView[],
): Promise<AgentRow | undefined> {
  const found = views.flatMap((run) =>
    run.agents.filter((agent) => isMeant(agent, run.runId)).map((agent) => ({ run, agent })),
  );
  if (found.length === 0) {
    void vscode.window.showInformationMessage(whenNone);
    return undefined;
  }
  const failedFirst = found.toSorted((a, b) => Number(hasFailed(b.agent)) - Number(hasFailed(a.agent)));
  const picks = failedFirst.map(({ run, agent }) => ({
    label: visible(agent.brief.label),
    description: `${statusWords[agent.status]} · ${visible(runTitle(run))} · ${startText(run)}`,
    row: new AgentRow(run.runId, agent.agentId),
  }));
  return (await vscode.window.showQuickPick(picks, { title, matchOnDescription: true }))?.row;
}

const startText = ({ startedAt }: RunView) => `started ${new Date(startedAt).toLocaleTimeString()}`;

const hasFailed = ({ status }: AgentView) => status === 'failed';
