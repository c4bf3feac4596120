import * as vscode from 'vscode';
import type { AgentStatus } from '../../core/journal/agentView.ts';

/** How an agent stands, as people read it. */
export const statusWords: Readonly<Record<AgentStatus, string>> = {
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

/** The icon of a status, in a color of the theme. */
export function statusIcon(status: AgentStatus): vscode.ThemeIcon {
  const [icon, color] = icons[status];
  return new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
}
