import * as vscode from 'vscode';
import { counted, duration, shortCount, totalTokens } from '../core/human/amounts.ts';
import type { AgentView } from '../core/journal/agentView.ts';
import { answerOf, type RunView, runStatus } from '../core/journal/runView.ts';
import { agentItem, agentTooltip, between, statusIcon } from './agentItem.ts';
import { describeEnd } from './answerDocuments.ts';
import { deliverableItem } from './deliverablesView.ts';
import type { Runs } from './runs.ts';
import { visible } from './visible.ts';

/** The rows of the runs view, which are also what its commands are called with. */
export class RunRow {
  readonly view: RunView;
  constructor(view: RunView) {
    this.view = view;
  }
}

export class AgentRow {
  readonly run: RunView;
  readonly agent: AgentView;
  constructor(run: RunView, agent: AgentView) {
    this.run = run;
    this.agent = agent;
  }
}

class FileRow {
  readonly run: RunView;
  readonly agent: AgentView;
  readonly path: string;
  constructor(run: RunView, agent: AgentView, path: string) {
    this.run = run;
    this.agent = agent;
    this.path = path;
  }
}

export type Row = RunRow | AgentRow | FileRow;

/** The tree of runs, agents and the files they made, as the runs stand when it is asked. */
export function runsTree(
  runs: Runs,
): Required<Pick<vscode.TreeDataProvider<Row>, 'getChildren' | 'getTreeItem' | 'resolveTreeItem'>> {
  return {
    getChildren: (row) => children(row, runs),
    getTreeItem: (row) => treeItem(row, runs),
    resolveTreeItem: (item, row) => {
      if (row instanceof AgentRow) item.tooltip = agentTooltip(row.agent);
      return item;
    },
  };
}

function children(row: Row | undefined, runs: Runs): readonly Row[] & Row[] {
  if (!row) return runs.views.map((view) => new RunRow(view));
  if (row instanceof RunRow) return agentsBelow(row.view, null);
  if (row instanceof FileRow) return [];
  const { run, agent } = row;
  const paths = new Set([...agent.deliverables.map(({ path }) => path), ...agent.changedFiles]);
  return [...agentsBelow(run, agent.agentId), ...[...paths].map((path) => new FileRow(run, agent, path))];
}

function agentsBelow(run: RunView, parentId: string | null): AgentRow[] {
  return run.agents.filter((agent) => agent.parentId === parentId).map((agent) => new AgentRow(run, agent));
}

function treeItem(row: Row, runs: Runs): vscode.TreeItem {
  if (row instanceof RunRow) return runItem(row.view, runs);
  if (row instanceof FileRow) return fileItem(row);
  const item = agentItem(row.agent, runs.isLive(row.run.runId), Date.now());
  const hasChildren = children(row, runs).length > 0;
  // The editor keeps a row that gets its first child closed, unless it counts as another row.
  item.id = hasChildren ? row.agent.agentId : `${row.agent.agentId} alone`;
  item.collapsibleState = collapsible(hasChildren);
  return item;
}

function runItem(view: RunView, runs: Runs): vscode.TreeItem {
  const isLive = runs.isLive(view.runId);
  const item = new vscode.TreeItem(visible(view.task), collapsible(true));
  // What earlier windows did stays folded, so that it does not bury what is going on.
  if (runs.isRecalled(view.runId)) item.collapsibleState = vscode.TreeItemCollapsibleState.Collapsed;
  const facts = runFacts(view, isLive);
  item.id = view.runId;
  item.description = facts.join(' · ');
  const end = view.report ? `\n${describeEnd(view.report)}` : '';
  item.tooltip = `${visible(view.task).slice(0, 1000)}\n${facts.join(' · ')}${end}`;
  item.contextValue = isLive ? 'liveRun' : answerOf(view) !== '' ? 'answeredRun' : 'run';
  item.iconPath = runIcon(view, isLive);
  item.accessibilityInformation = { label: `Run: ${visible(view.task)}, ${facts.join(', ')}` };
  return item;
}

function runFacts(view: RunView, isLive: boolean): readonly string[] {
  const status = runStatus(view);
  const isOver = view.report !== undefined;
  return [
    isLive || isOver ? statusWords[status] : 'interrupted',
    view.paused && isLive ? 'new agents paused' : '',
    isLive || isOver ? duration(between(view.startedAt, view.finishedAt, Date.now())) : '',
    counted(view.agents.length, 'agent'),
    `${shortCount(totalTokens(view.usage))} tokens`,
  ].filter((fact) => fact !== '');
}

const statusWords: Readonly<Record<ReturnType<typeof runStatus>, string>> = {
  running: 'running',
  waiting: 'waiting for you',
  completed: 'completed',
  partial: 'partly done',
  failed: 'failed',
  cancelled: 'cancelled',
};

function runIcon(view: RunView, isLive: boolean): vscode.ThemeIcon {
  if (view.report) return statusIcon(view.report.outcome);
  if (!isLive) return new vscode.ThemeIcon('debug-disconnect');
  return statusIcon(runStatus(view) === 'waiting' ? 'waitingForPerson' : 'running');
}

function fileItem({ run, agent, path }: FileRow): vscode.TreeItem {
  const isDeliverable = agent.deliverables.some((deliverable) => deliverable.path === path);
  const item = deliverableItem(path, isDeliverable ? 'deliverable' : 'changed');
  item.id = `${run.runId} ${agent.agentId} ${path}`;
  return item;
}

const collapsible = (hasChildren: boolean) =>
  hasChildren ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.None;
