import * as vscode from 'vscode';
import type { AgentView } from '../../core/journal/agentView.ts';
import { assertNever } from '../assertNever.ts';
import { interruptedItem } from '../reverts/interruptedItem.ts';
import type { Interruptions } from '../reverts/interruptions.ts';
import { agentItem, agentTooltip, progressOf, progressText } from './agentItem.ts';
import { batchItem } from './batchItem.ts';
import { boardItem, fileItem } from './fileItem.ts';
import { fileRows } from './fileRows.ts';
import { unreadItem } from './longRecords.ts';
import { createRunIndexes, type RunIndex } from './runIndex.ts';
import { runItem } from './runItem.ts';
import {
  AgentRow,
  BatchRow,
  BoardRow,
  FileRow,
  InterruptedRow,
  ProgressRow,
  type Row,
  RunRow,
  UnreadRow,
} from './runRows.ts';
import type { Runs } from './runs.ts';

/** The tree of runs, agents, batches and the files they made, as the runs stand when it is asked. */
export class RunsTree
  implements Required<Pick<vscode.TreeDataProvider<Row>, 'getChildren' | 'getTreeItem' | 'resolveTreeItem'>>
{
  readonly #runs: Runs;
  readonly #interruptions: Pick<Interruptions, 'of'>;
  readonly #indexOf = createRunIndexes();
  readonly #rows = new Map<string, Row>();

  constructor(runs: Runs, interruptions: Pick<Interruptions, 'of'> = { of: () => [] }) {
    this.#runs = runs;
    this.#interruptions = interruptions;
  }

  /** Of each row there is one, so that it can be drawn anew by itself. */
  getChildren(row?: Row): Row[] {
    return this.#below(row).map((child) => {
      const known = this.#rows.get(child.key) ?? child;
      this.#rows.set(child.key, known);
      return known;
    });
  }

  getTreeItem(row: Row): vscode.TreeItem {
    const item = this.#item(row) ?? new vscode.TreeItem('');
    item.id ??= row.key;
    return item;
  }

  resolveTreeItem(item: vscode.TreeItem, row: Row): vscode.TreeItem {
    if (!(row instanceof AgentRow)) return item;
    const index = this.#index(row);
    const agent = index?.agent(row.agentId);
    if (agent) item.tooltip = agentTooltip(agent, this.#retried(row.runId, agent));
    return item;
  }

  #below(row: Row | undefined): readonly Row[] {
    if (!row) return this.#runs.views.map(({ runId }) => new RunRow(runId));
    if (row instanceof RunRow) return this.#belowRun(row);
    if (row instanceof AgentRow) return this.#belowAgent(row);
    if (row instanceof BatchRow) {
      const agents = this.#index(row)?.ofBatch(row.batchId) ?? [];
      return agents.map(({ agentId }) => new AgentRow(row.runId, agentId));
    }
    return [];
  }

  #item(row: Row): vscode.TreeItem | undefined {
    if (row instanceof RunRow) return this.#runItem(row);
    if (row instanceof AgentRow) return this.#agentItem(row);
    if (row instanceof BatchRow) return this.#batchItem(row);
    if (row instanceof ProgressRow) return progressItem(this.#index(row)?.agent(row.agentId));
    if (row instanceof FileRow) return this.#fileItem(row);
    if (row instanceof BoardRow) return boardItem(row);
    if (row instanceof InterruptedRow) return this.#interruptedItem(row);
    if (row instanceof UnreadRow) return unreadItem(row, this.#runs.unreadBytes(row.runId) ?? 0);
    return assertNever(row);
  }

  #belowRun({ runId }: RunRow): readonly Row[] {
    const run = this.#runs.find(runId);
    if (!run) return [];
    const first = this.#indexOf(run).below(null);
    const board = run.board === undefined ? [] : [new BoardRow(runId, run.board)];
    const isUnread = this.#runs.unreadBytes(runId) !== undefined;
    return [
      ...(isUnread ? [new UnreadRow(runId)] : []),
      ...this.#interruptions.of(runId).map(({ commitId }) => new InterruptedRow(runId, commitId)),
      ...first.map(({ agentId }) => new AgentRow(runId, agentId)),
      ...board,
    ];
  }

  #belowAgent({ runId, agentId }: AgentRow): readonly Row[] {
    const index = this.#index({ runId });
    const agent = index?.agent(agentId);
    if (!index || !agent) return [];
    return [
      ...(progressOf(agent) && this.#runs.isLive(runId) ? [new ProgressRow(runId, agentId)] : []),
      ...index.batchesOf(agentId).map(({ batchId }) => new BatchRow(runId, batchId)),
      ...index.below(agentId).map((child) => new AgentRow(runId, child.agentId)),
      ...fileRows(runId, agent, index.touchers),
    ];
  }

  #runItem({ runId }: RunRow): vscode.TreeItem | undefined {
    const run = this.#runs.find(runId);
    if (!run) return undefined;
    return runItem(run, {
      atWork: this.#runs.whereAtWork(runId),
      isRecalled: this.#runs.isRecalled(runId),
      unreadBytes: this.#runs.unreadBytes(runId),
      now: Date.now(),
      counts: this.#indexOf(run).counts(),
    });
  }

  #agentItem(row: AgentRow): vscode.TreeItem | undefined {
    const index = this.#index(row);
    const agent = index?.agent(row.agentId);
    if (!index || !agent) return undefined;
    const item = agentItem(agent, {
      atWork: this.#runs.whereAtWork(row.runId),
      now: Date.now(),
      retried: this.#retried(row.runId, agent),
    });
    const hasChildren = this.#belowAgent(row).length > 0;
    const { Expanded, None } = vscode.TreeItemCollapsibleState;
    // The editor keeps a row that gets its first child closed, unless it counts as another row.
    item.id = hasChildren ? row.key : `${row.key} alone`;
    item.collapsibleState = hasChildren ? Expanded : None;
    return item;
  }

  /** The agent whose brief this one was given again, which may be of an earlier run. */
  #retried(runId: string, agent: AgentView): AgentView | undefined {
    const run = this.#runs.find(runId);
    const { retryOf } = agent;
    const where = agent.parentId === null ? (run?.retryOf?.runId ?? runId) : runId;
    return retryOf === undefined ? undefined : this.#index({ runId: where })?.agent(retryOf);
  }

  #batchItem(row: BatchRow): vscode.TreeItem | undefined {
    const index = this.#index(row);
    const batch = index?.batch(row.batchId);
    return index && batch && batchItem(batch, index.countBatch(batch), this.#runs.whereAtWork(row.runId));
  }

  #fileItem(row: FileRow): vscode.TreeItem {
    const touchers = this.#index(row)?.touchers(row.path) ?? [];
    return fileItem(row, touchers, this.#runs.whereAtWork(row.runId));
  }

  #interruptedItem(row: InterruptedRow): vscode.TreeItem | undefined {
    const found = this.#interruptions.of(row.runId).find(({ commitId }) => commitId === row.commitId);
    return found && interruptedItem(row, found);
  }

  #index({ runId }: { readonly runId: string }): RunIndex | undefined {
    const run = this.#runs.find(runId);
    return run && this.#indexOf(run);
  }
}

function progressItem(agent: AgentView | undefined): vscode.TreeItem | undefined {
  if (!agent?.progress) return undefined;
  const text = progressText(agent.progress);
  const item = new vscode.TreeItem(text);
  item.tooltip = text;
  item.iconPath = new vscode.ThemeIcon('comment');
  item.accessibilityInformation = { label: `Progress: ${text}` };
  return item;
}
