import * as vscode from 'vscode';
import { duration, shortCount, totalTokens } from '../core/human/amounts.ts';
import type { AgentStatus, AgentView } from '../core/journal/agentView.ts';
import { modelTitle } from './models.ts';
import { visible } from './visible.ts';

const statusWords: Record<AgentStatus, string> = {
  queued: 'queued',
  running: 'running',
  waitingForPerson: 'waiting for you',
  waitingForAgents: 'waiting for its agents',
  completed: 'completed',
  partial: 'partly done',
  failed: 'failed',
  cancelled: 'cancelled',
};

const icons: Record<AgentStatus, readonly [icon: string, color?: string]> = {
  queued: ['circle-outline'],
  running: ['loading~spin'],
  waitingForPerson: ['bell-dot', 'list.warningForeground'],
  waitingForAgents: ['watch'],
  completed: ['pass', 'testing.iconPassed'],
  partial: ['warning', 'list.warningForeground'],
  failed: ['error', 'list.errorForeground'],
  cancelled: ['circle-slash'],
};

export function statusIcon(status: AgentStatus): vscode.ThemeIcon {
  const [icon, color] = icons[status];
  return new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
}

/** One agent as a row: its label, then model, status, time, tokens and what it does now. */
export function agentItem(agent: AgentView, isLive: boolean, now: number): vscode.TreeItem {
  const label = visible(agent.brief.label);
  const item = new vscode.TreeItem(label);
  const facts = agentFacts(agent, isLive, now);
  item.description = facts.join(' · ');
  item.tooltip = agentTooltip(agent, facts);
  item.iconPath =
    isLive || agent.finishedAt ? statusIcon(agent.status) : new vscode.ThemeIcon('debug-disconnect');
  item.contextValue = isLive && !agent.finishedAt ? 'liveAgent' : 'agent';
  item.accessibilityInformation = { label: `${label}, ${facts.join(', ')}` };
  return item;
}

function agentFacts(agent: AgentView, isLive: boolean, now: number): readonly string[] {
  const { usage, startedAt, finishedAt, activeCalls, status, note } = agent;
  const isOver = finishedAt !== undefined;
  const call = activeCalls[0];
  const tokens = totalTokens(usage);
  return [
    isLive || isOver ? statusWords[status] : 'interrupted',
    startedAt === undefined || !(isLive || isOver) ? '' : duration(between(startedAt, finishedAt, now)),
    tokens === 0 ? '' : `${shortCount(tokens)} tokens`,
    call && status === 'running' ? visible(`${call.tool} ${call.target ?? ''}`) : '',
    modelTitle(agent.brief.model),
    note === undefined ? '' : visible(note),
  ].filter((fact) => fact !== '');
}

function agentTooltip(agent: AgentView, facts: readonly string[]): string {
  const lines = [visible(agent.brief.label), facts.join(' · '), '', agent.brief.task];
  if (agent.summary) lines.push('', agent.summary);
  return lines.join('\n').slice(0, 2000);
}

/** Milliseconds between two ISO times, up to `now` where the second is missing. */
export function between(from: string, to: string | undefined, now: number): number {
  return (to === undefined ? now : Date.parse(to)) - Date.parse(from);
}
