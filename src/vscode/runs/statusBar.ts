import * as vscode from 'vscode';
import { noCost, sumOf } from '../../core/agent/cost.ts';
import { costText, counted } from '../../core/human/amounts.ts';
import type { RunView } from '../../core/journal/runView.ts';
import type { Approvals } from '../approvals/approvals.ts';
import { throttled } from '../throttled.ts';
import { countAgents } from './runIndex.ts';
import type { Runs } from './runs.ts';

/** How many agents work and wait in line, what the runs under way cost, and how many requests wait; a click leads there. */
export function registerStatusBar(runs: Runs, approvals: Approvals): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('muster.status', vscode.StatusBarAlignment.Left, 50);
  item.name = 'Muster';
  const draw = () => drawStatus(item, statusOf(runs.liveViews(), approvals.pending.length));
  const refresh = throttled(draw, 200);
  draw();
  item.show();
  return vscode.Disposable.from(
    item,
    refresh,
    runs.onDidChange(() => refresh.soon()),
    approvals.onDidRaise(draw),
    approvals.onDidSettle(draw),
  );
}

/** What the runs under way come to. */
export interface Status {
  readonly runs: number;
  /** Agents at work, not counting who waits for others. */
  readonly working: number;
  readonly queued: number;
  /** Requests to a person. */
  readonly waiting: number;
  /** Undefined while nothing was used. */
  readonly cost: string | undefined;
}

/** Adds up the runs under way. */
export function statusOf(views: readonly RunView[], waiting: number): Status {
  const agents = views.flatMap((view) => view.agents);
  const cost = views.reduce((sum, view) => sumOf(sum, view.cost), noCost);
  return {
    runs: views.length,
    working: agents.filter(({ status }) => status === 'running').length,
    queued: views.reduce((sum, view) => sum + countAgents(view).queued, 0),
    waiting,
    cost: cost.usd === 0 ? undefined : costText(cost),
  };
}

/** `$(loading~spin) Muster: 5 working · 3 queued · $0.34 $(bell-dot) 2` */
export function statusText(status: Status): string {
  const { runs, queued, waiting, cost } = status;
  const facts = [activity(status), queued === 0 ? '' : `${queued} queued`, cost ?? ''];
  const text =
    runs === 0
      ? '$(organization) Muster'
      : `$(loading~spin) Muster: ${facts.filter((fact) => fact !== '').join(' · ')}`;
  return waiting === 0 ? text : `${text} $(bell-dot) ${waiting}`;
}

/** What goes on in the runs under way, also while no agent is at work. */
function activity({ working, waiting }: Status): string {
  if (working > 0) return `${working} working`;
  return waiting > 0 ? 'waiting for you' : 'running';
}

function drawStatus(item: vscode.StatusBarItem, status: Status): void {
  const { runs, waiting } = status;
  const isQuiet = runs === 0 && waiting === 0;
  item.text = statusText(status);
  item.tooltip = isQuiet ? 'Muster: no agents at work. Click to run a task.' : `Muster: ${inWords(status)}.`;
  item.accessibilityInformation = { label: item.tooltip };
  item.command = waiting > 0 ? 'muster.approvals.focus' : isQuiet ? 'muster.runTask' : 'muster.runs.focus';
  item.backgroundColor = waiting > 0 ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
}

function inWords({ working, queued, waiting, cost }: Status): string {
  const facts = [
    `${counted(working, 'agent')} at work`,
    queued === 0 ? '' : `${queued} queued`,
    `${counted(waiting, 'request')} waiting for you`,
    cost === undefined ? '' : `${cost} so far`,
  ];
  return facts.filter((fact) => fact !== '').join(', ');
}
