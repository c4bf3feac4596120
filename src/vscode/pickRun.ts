import * as vscode from 'vscode';
import type { RunView } from '../core/journal/runView.ts';
import { AgentRow } from './runRows.ts';
import { statusWords } from './statusWords.ts';
import { visible } from './visible.ts';

/** Which agents to offer, in what words. */
export interface AgentQuestion {
  readonly title: string;
  readonly isMeant: (row: AgentRow) => boolean;
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
    label: visible(view.task),
    description: `started ${new Date(view.startedAt).toLocaleTimeString()}`,
    runId: view.runId,
  }));
  return (await vscode.window.showQuickPick(picks, { title }))?.runId;
}

/** The agent that a person picks, those that failed first; always asked, since which one matters. */
export async function pickAgent(
  { title, isMeant, whenNone }: AgentQuestion,
  views: readonly RunView[],
): Promise<AgentRow | undefined> {
  const rows = views.flatMap((view) => view.agents.map((agent) => new AgentRow(view, agent))).filter(isMeant);
  if (rows.length === 0) {
    void vscode.window.showInformationMessage(whenNone);
    return undefined;
  }
  const failedFirst = rows.toSorted((a, b) => Number(hasFailed(b)) - Number(hasFailed(a)));
  const picks = failedFirst.map((row) => ({
    label: visible(row.agent.brief.label),
    description: `${statusWords[row.agent.status]} · ${visible(row.run.task)}`,
    row,
  }));
  return (await vscode.window.showQuickPick(picks, { title, matchOnDescription: true }))?.row;
}

const hasFailed = ({ agent }: AgentRow) => agent.status === 'failed';
