import * as vscode from 'vscode';
import type { RunView } from '../core/journal/runView.ts';
import { agentItem, agentTooltip, progressText } from './agentItem.ts';
import { assertNever } from './assertNever.ts';
import { batchItem } from './batchItem.ts';
import { boardItem, fileItem, missingItem } from './fileItem.ts';
import { createRunIndexes, type RunIndex } from './runIndex.ts';
import { runItem } from './runItem.ts';
import { AgentRow, BatchRow, BoardRow, FileRow, fileRows, ProgressRow, type Row, RunRow } from './runRows.ts';
import type { Runs } from './runs.ts';

/** The tree of runs, agents, batches and the files they made, as the runs stand when it is asked. */
export class RunsTree
  implements Required<Pick<vscode.TreeDataProvider<Row>, 'getChildren' | 'getTreeItem' | 'resolveTreeItem'>>
{
  readonly #runs: Runs;
  readonly #indexOf: (view: RunView) => RunIndex = createRunIndexes();
  readonly #runRows = new Map<string, RunRow>();

  constructor(runs: Runs) {
    this.#runs = runs;
  }

  /** The one row of a run. */
  runRow(runId: string): RunRow {
    const row = this.#runRows.get(runId) ?? new RunRow(runId);
    this.#runRows.set(runId, row);
    return row;
  }

  getChildren(row?: Row): Row[] {
    if (!row) return this.#runs.views.map(({ runId }) => this.runRow(runId));
    if (row instanceof RunRow) return this.#belowRun(row);
    if (row instanceof AgentRow) return this.#belowAgent(row);
    if (row instanceof BatchRow) {
      const { run, batch } = row;
      return this.#indexOf(run)
        .ofBatch(batch.batchId)
        .map((agent) => new AgentRow(run, agent));
    }
    return [];
  }

  getTreeItem(row: Row): vscode.TreeItem {
    if (row instanceof RunRow) return this.#runItem(row);
    if (row instanceof AgentRow) return this.#agentItem(row);
    if (row instanceof BatchRow) return this.#batchItem(row);
    if (row instanceof ProgressRow) return progressItem(row);
    if (row instanceof FileRow) return row.kind === 'missing' ? missingItem(row) : fileItem(row);
    if (row instanceof BoardRow) return boardItem(row);
    return assertNever(row);
  }

  resolveTreeItem(item: vscode.TreeItem, row: Row): vscode.TreeItem {
    if (row instanceof AgentRow) item.tooltip = agentTooltip(row.agent, this.#retried(row));
    return item;
  }

  #belowRun({ runId }: RunRow): Row[] {
    const run = this.#runs.find(runId);
    if (!run) return [];
    const first = this.#indexOf(run).below(null);
    const board = run.board === undefined ? [] : [new BoardRow(run, run.board)];
    return [...first.map((agent) => new AgentRow(run, agent)), ...board];
  }

  #belowAgent({ run, agent }: AgentRow): Row[] {
    const { agentId, progress, finishedAt } = agent;
    const index = this.#indexOf(run);
    const isAtWork = finishedAt === undefined && this.#runs.isLive(run.runId);
    return [
      ...(progress && isAtWork ? [new ProgressRow(agent, progressText(progress))] : []),
      ...index.batchesOf(agentId).map((batch) => new BatchRow(run, batch)),
      ...index.below(agentId).map((child) => new AgentRow(run, child)),
      ...fileRows(agent),
    ];
  }

  #runItem({ runId }: RunRow): vscode.TreeItem {
    const run = this.#runs.find(runId);
    if (!run) return new vscode.TreeItem('');
    return runItem(run, {
      isLive: this.#runs.isLive(runId),
      isRecalled: this.#runs.isRecalled(runId),
      now: Date.now(),
      counts: this.#indexOf(run).counts(),
    });
  }

  #agentItem(row: AgentRow): vscode.TreeItem {
    const { run, agent } = row;
    const isLive = this.#runs.isLive(run.runId);
    const item = agentItem(agent, { isLive, now: Date.now(), retried: this.#retried(row) });
    const hasChildren = this.#belowAgent(row).length > 0;
    const { Expanded, None } = vscode.TreeItemCollapsibleState;
    // The editor keeps a row that gets its first child closed, unless it counts as another row.
    item.id = hasChildren ? agent.agentId : `${agent.agentId} alone`;
    item.collapsibleState = hasChildren ? Expanded : None;
    return item;
  }

  #batchItem({ run, batch }: BatchRow): vscode.TreeItem {
    const counts = this.#indexOf(run).countBatch(batch);
    const item = batchItem(batch, counts, this.#runs.isLive(run.runId));
    item.id = `${run.runId} ${batch.batchId}`;
    return item;
  }

  #retried({ run, agent }: AgentRow) {
    return agent.retryOf === undefined ? undefined : this.#indexOf(run).agent(agent.retryOf);
  }
}

function progressItem({ agent, text }: ProgressRow): vscode.TreeItem {
  const item = new vscode.TreeItem(text);
  item.id = `${agent.agentId} progress`;
  item.tooltip = text;
  item.iconPath = new vscode.ThemeIcon('comment');
  item.accessibilityInformation = { label: `Progress: ${text}` };
  return item;
}
