import * as vscode from 'vscode';
import { counted, duration, fileSize } from '../../core/human/amounts.ts';
import { answerOf, type RunView, runStatus } from '../../core/journal/runView.ts';
import { layoutLines } from '../layout/layoutWarnings.ts';
import { visible } from '../visible.ts';
import { between, hasChanges } from './agentItem.ts';
import { describeEnd } from './answerDocuments.ts';
import { budgetLines, countFacts, usedFacts } from './runAmounts.ts';
import type { AgentCounts } from './runIndex.ts';
import { statusIcon, statusWords } from './statusWords.ts';

/** What is known of a run besides its view. */
export interface RunSurroundings {
  readonly isLive: boolean;
  readonly isRecalled: boolean;
  /** Set if only the start and the end of its record were read. */
  readonly unreadBytes?: number | undefined;
  readonly now: number;
  readonly counts: AgentCounts;
}

/** A run as a row: its task, then its status, time, how many agents work, wait in line and are done, and what it used. */
export function runItem(view: RunView, surroundings: RunSurroundings): vscode.TreeItem {
  const { isLive, isRecalled } = surroundings;
  const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  // What earlier windows did stays folded, so that it does not bury what is going on.
  const item = new vscode.TreeItem(visible(view.task), isRecalled ? Collapsed : Expanded);
  const facts = runFacts(view, surroundings);
  item.description = facts.join(' · ');
  item.tooltip = tooltip(view, facts);
  item.contextValue = contextValue(view, isLive);
  item.iconPath = runIcon(view, surroundings);
  item.accessibilityInformation = { label: `Run: ${visible(view.task)}, ${facts.join(', ')}` };
  return item;
}

function contextValue(view: RunView, isLive: boolean): string {
  if (isLive) return 'liveRun';
  const kind = answerOf(view) === '' ? 'run' : 'answeredRun';
  return view.agents.some(hasChanges) ? `${kind}WithChanges` : kind;
}

function runFacts(view: RunView, surroundings: RunSurroundings): readonly string[] {
  const { isLive, now, counts, unreadBytes } = surroundings;
  if (unreadBytes !== undefined) return unreadFacts(view, unreadBytes);
  const isOver = view.report !== undefined;
  const isGoing = isLive && !isOver;
  return [
    isLive || isOver ? runWord(view, counts) : 'interrupted',
    view.paused && isGoing ? 'new agents paused' : '',
    ...(isGoing ? countFacts(counts) : [counted(view.agents.length, 'agent')]),
    isOver && counts.failed > 0 ? `${counts.failed} failed` : '',
    isLive || isOver ? duration(between(view.startedAt, view.finishedAt, now)) : '',
    ...usedFacts(view),
  ].filter((fact) => fact !== '');
}

/** Whether a run without an end near the end of its record was cut off is not known. */
function unreadFacts({ report, startedAt, finishedAt }: RunView, bytes: number): readonly string[] {
  const time = report && duration(between(startedAt, finishedAt, 0));
  return [
    ...(report && time ? [statusWords[report.outcome], time] : []),
    `a long record, ${fileSize(bytes)}`,
  ];
}

/** Nothing where the counts say it already. */
function runWord(view: RunView, { waiting }: AgentCounts): string {
  const status = runStatus(view);
  if (status !== 'waiting') return statusWords[status];
  return waiting > 0 ? '' : statusWords.waitingForPerson;
}

function tooltip(view: RunView, facts: readonly string[]): string {
  const lines = [
    visible(view.task).slice(0, 1000),
    facts.join(' · '),
    ...budgetLines(view),
    view.board === undefined ? '' : `Progress board: ${visible(view.board)}`,
    ...layoutLines(view),
    view.report ? describeEnd(view.report) : '',
  ];
  return lines.filter((line) => line !== '').join('\n');
}

function runIcon(view: RunView, { isLive, unreadBytes }: RunSurroundings): vscode.ThemeIcon {
  if (view.report) return statusIcon(view.report.outcome);
  if (unreadBytes !== undefined) return new vscode.ThemeIcon('history');
  if (!isLive) return new vscode.ThemeIcon('debug-disconnect');
  return statusIcon(runStatus(view) === 'waiting' ? 'waitingForPerson' : 'running');
}
