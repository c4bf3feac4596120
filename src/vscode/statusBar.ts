import * as vscode from 'vscode';
import { counted } from '../core/human/amounts.ts';
import type { Approvals } from './approvals.ts';
import type { Runs } from './runs.ts';
import { throttled } from './throttled.ts';

/** The number of agents at work and of requests that wait, in the status bar; a click leads to what waits. */
export function registerStatusBar(runs: Runs, approvals: Approvals): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('muster.status', vscode.StatusBarAlignment.Left, 50);
  item.name = 'Muster';
  const draw = () => drawStatus(item, runningAgents(runs), approvals.pending.length);
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

function runningAgents(runs: Runs): number {
  const agents = runs.liveViews().flatMap((view) => view.agents);
  return agents.filter((agent) => agent.startedAt && !agent.finishedAt).length;
}

function drawStatus(item: vscode.StatusBarItem, running: number, waiting: number): void {
  const isQuiet = running === 0 && waiting === 0;
  const working = running === 0 ? '$(organization)' : `$(loading~spin) ${running}`;
  item.text = waiting === 0 ? `${working} Muster` : `${working} Muster $(bell-dot) ${waiting}`;
  item.tooltip = isQuiet
    ? 'Muster: no agents at work. Click to run a task.'
    : `Muster: ${counted(running, 'agent')} at work, ${counted(waiting, 'request')} waiting for you.`;
  item.accessibilityInformation = { label: item.tooltip };
  item.command = waiting > 0 ? 'muster.approvals.focus' : isQuiet ? 'muster.runTask' : 'muster.runs.focus';
  item.backgroundColor = waiting > 0 ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
}
