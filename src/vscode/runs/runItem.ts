import * as vscode from 'vscode';
import { counted, duration, fileSize } from '../../core/human/amounts.ts';
import { answerOf, type RunView, runStatus, runTitle } from '../../core/journal/runView.ts';
import { layoutLines } from '../layout/layoutWarnings.ts';
import { visible } from '../visible.ts';
import { between, hasChanges } from './agentItem.ts';
import { describeEnd } from './answerDocuments.ts';
import { type AtWork, awayIcon, awayWords } from './atWork.ts';
import { budgetLines, countFacts, usedFacts } from './runAmounts.ts';
import type { AgentCounts } from './runIndex.ts';
import { statusIcon, statusWords } from './statusWords.ts';

/** What is known of a run besides its view. */
export interface RunSurroundings {
  readonly atWork: AtWork;
  readonly isRecalled: boolean;
  /** Set if only the start and the end of its record were read. */
  readonly unreadBytes?: number | undefined;
  readonly now: number;
  readonly counts: AgentCounts;
}

/** A run as a row: its task, then its status, time, how many agents work, wait in line and are done, and what it used. */
export function runItem(view: RunView, surroundings: RunSurroundings): vscode.TreeItem {
  const { atWork, isRecalled } = surroundings;
  const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  // What earlier windows did stays folded, so that it does not bury what is going on.
  const item = new vscode.TreeItem(visible(runTitle(view)), isRecalled ? Collapsed : Expanded);
  const facts = runFacts(view, surroundings);
  item.description = facts.join(' · ');
  item.tooltip = tooltip(view, facts, atWork);
  item.contextValue = contextValue(view, atWork);
  item.iconPath = runIcon(view, surroundings);
  item.accessibilityInformation = { label: `Run: ${visible(runTitle(view))}, ${facts.join(', ')}` };
  return item;
}

function contextValue(view: RunView, atWork: AtWork): string {
  if (atWork === 'here') return 'liveRun';
  const kind = answerOf(view) === '' ? 'run' : 'answeredRun';
  return atWork === 'nowhere' && view.agents.some(hasChanges) ? `${kind}WithChanges` : kind;
}

function runFacts(view: RunView, surroundings: RunSurroundings): readonly string[] {
  const { atWork, now, counts, unreadBytes } = surroundings;
  const isLive = atWork === 'here';
  const isOver = view.report !== undefined;
  // What was counted when this window looked would soon be wrong.
  if (atWork === 'elsewhere' && !isOver) return [awayWords(atWork)];
  if (unreadBytes !== undefined) return unreadFacts(view, unreadBytes);
  const isGoing = isLive && !isOver;
  return [
    isLive || isOver ? runWord(view, counts) : awayWords(atWork),
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

function tooltip(view: RunView, facts: readonly string[], atWork: AtWork): string {
  const lines = [
    visible(view.task).slice(0, 1000),
    facts.join(' · '),
    atWork === 'elsewhere' ? asFound : '',
    ...budgetLines(view),
    view.board === undefined ? '' : `Progress board: ${visible(view.board)}`,
    ...layoutLines(view),
    view.report ? describeEnd(view.report) : '',
  ];
  return lines.filter((line) => line !== '').join('\n');
}

const asFound = 'Shown as this window found it. It is read anew once it has ended there.';

function runIcon(view: RunView, { atWork, unreadBytes }: RunSurroundings): vscode.ThemeIcon {
  if (view.report) return statusIcon(view.report.outcome);
  if (unreadBytes !== undefined && atWork === 'nowhere') return new vscode.ThemeIcon('history');
  if (atWork !== 'here') return awayIcon(atWork);
  return statusIcon(runStatus(view) === 'waiting' ? 'waitingForPerson' : 'running');
}
