import * as vscode from 'vscode';
import { duration, shortCount, totalTokens } from '../core/human/amounts.ts';
import { modelTitle } from '../core/human/modelTitle.ts';
import { revealed } from '../core/human/safeText.ts';
import type { AgentStatus, AgentView } from '../core/journal/agentView.ts';
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

/** One agent as a row: its label, then its status and why, time, tokens, what it does now, and its model. */
export function agentItem(agent: AgentView, isLive: boolean, now: number): vscode.TreeItem {
  const label = visible(agent.brief.label);
  const item = new vscode.TreeItem(label);
  const facts = agentFacts(agent, isLive, now);
  item.description = facts.join(' · ');
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
    note === undefined ? '' : visible(note),
    startedAt === undefined || !(isLive || isOver) ? '' : duration(between(startedAt, finishedAt, now)),
    tokens === 0 ? '' : `${shortCount(tokens)} tokens`,
    call && isLive && status === 'running' ? visible(`${call.tool} ${call.target ?? ''}`) : '',
    modelTitle(agent.brief.model),
  ].filter((fact) => fact !== '');
}

/** What an agent was told and what it reported: long, so it is made only when somebody points at the row. */
export function agentTooltip({ brief, summary = '' }: AgentView): string {
  const parts = [visible(brief.label), clipped(brief.task), clipped(summary)];
  return parts.filter((part) => part !== '').join('\n\n');
}

const clipped = (text: string) => {
  const whole = revealed(text.trim());
  return whole.length <= 1000 ? whole : `${whole.slice(0, 1000)}…`;
};

/** Milliseconds between two ISO times, up to `now` where the second is missing. */
export function between(from: string, to: string | undefined, now: number): number {
  return (to === undefined ? now : Date.parse(to)) - Date.parse(from);
}
