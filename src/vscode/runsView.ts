import * as vscode from 'vscode';
import { duration, shortCount, totalTokens } from '../core/human/amounts.ts';
import type { AgentView } from '../core/journal/agentView.ts';
import { type RunView, runStatus } from '../core/journal/runView.ts';
import { agentItem, between, statusIcon } from './agentItem.ts';
import { deliverableItem } from './deliverablesView.ts';
import type { Runs } from './runs.ts';
import { throttled } from './throttled.ts';
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

type Row = RunRow | AgentRow | FileRow;

const refreshEveryMs = 300;
const tickEveryMs = 1000;

/** The tree of runs, agents and the files they made, live. */
export function registerRunsView(runs: Runs): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const view = vscode.window.createTreeView<Row>('muster.runs', {
    showCollapseAll: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: (row) => children(row, runs),
      getTreeItem: (row) => treeItem(row, runs),
    },
  });
  const refresh = throttled(() => changed.fire(), refreshEveryMs);
  if (view.visible) runs.recallPast();
  const ticking = setInterval(() => {
    if (view.visible && runs.liveViews().length > 0) refresh.now();
  }, tickEveryMs);
  return vscode.Disposable.from(
    view,
    changed,
    refresh,
    runs.onDidChange(() => refresh.soon()),
    view.onDidChangeVisibility((event) => event.visible && runs.recallPast()),
    new vscode.Disposable(() => clearInterval(ticking)),
  );
}

function children(row: Row | undefined, runs: Runs): readonly Row[] & Row[] {
  if (!row) return runs.views.map((view) => new RunRow(view));
  if (row instanceof RunRow) return agentsBelow(row.view, null);
  if (row instanceof FileRow) return [];
  const { run, agent } = row;
  const paths = [...agent.deliverables.map(({ path }) => path), ...agent.changedFiles];
  return [...agentsBelow(run, agent.agentId), ...paths.map((path) => new FileRow(run, agent, path))];
}

function agentsBelow(run: RunView, parentId: string | null): AgentRow[] {
  return run.agents.filter((agent) => agent.parentId === parentId).map((agent) => new AgentRow(run, agent));
}

function treeItem(row: Row, runs: Runs): vscode.TreeItem {
  if (row instanceof RunRow) return runItem(row.view, runs.isLive(row.view.runId));
  if (row instanceof FileRow) return fileItem(row);
  const item = agentItem(row.agent, runs.isLive(row.run.runId), Date.now());
  const hasChildren = children(row, runs).length > 0;
  // The editor keeps a row that gets its first child closed, unless it counts as another row.
  item.id = hasChildren ? row.agent.agentId : `${row.agent.agentId} alone`;
  item.collapsibleState = collapsible(hasChildren);
  return item;
}

function runItem(view: RunView, isLive: boolean): vscode.TreeItem {
  const item = new vscode.TreeItem(visible(view.task), collapsible(true));
  const status = runStatus(view);
  const isOver = view.report !== undefined;
  const words = isOver
    ? status
    : isLive
      ? status === 'waiting'
        ? 'waiting for you'
        : 'running'
      : 'interrupted';
  const tokens = `${shortCount(totalTokens(view.usage))} tokens`;
  const facts = [words, `${view.agents.length} agents`, tokens];
  if (isLive || isOver) facts.splice(1, 0, duration(between(view.startedAt, view.finishedAt, Date.now())));
  item.id = view.runId;
  item.description = facts.join(' · ');
  item.tooltip = `${visible(view.task)}\n${facts.join(' · ')}`;
  item.contextValue = isLive ? 'liveRun' : view.report && view.answer ? 'answeredRun' : 'run';
  item.iconPath = isLive
    ? statusIcon(status === 'waiting' ? 'waitingForPerson' : 'running')
    : view.report
      ? statusIcon(view.report.outcome)
      : new vscode.ThemeIcon('debug-disconnect');
  item.accessibilityInformation = { label: `Run: ${visible(view.task)}, ${facts.join(', ')}` };
  return item;
}

function fileItem({ run, agent, path }: FileRow): vscode.TreeItem {
  const isDeliverable = agent.deliverables.some((deliverable) => deliverable.path === path);
  const item = deliverableItem(path, isDeliverable ? 'deliverable' : 'changed with approval');
  item.id = `${run.runId} ${agent.agentId} ${path}`;
  return item;
}

const collapsible = (hasChildren: boolean) =>
  hasChildren ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.None;
