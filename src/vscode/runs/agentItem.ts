import * as vscode from 'vscode';
import { duration } from '../../core/human/amounts.ts';
import { modelTitle } from '../../core/human/modelTitle.ts';
import { revealed } from '../../core/human/safeText.ts';
import type { AgentView, Progress } from '../../core/journal/agentView.ts';
import { clipped } from '../clipped.ts';
import { visible } from '../visible.ts';
import { type AtWork, awayIcon, awayWords } from './atWork.ts';
import { usedFacts } from './runAmounts.ts';
import { statusIcon, statusWords } from './statusWords.ts';

/** What is known of an agent besides its own facts. */
export interface AgentSurroundings {
  readonly atWork: AtWork;
  readonly now: number;
  /** The agent whose brief it was given again. */
  readonly retried: AgentView | undefined;
}

/** One agent as a row: its label, then its status and why, time, what it used, what it does, and its kind. */
export function agentItem(agent: AgentView, surroundings: AgentSurroundings): vscode.TreeItem {
  const { atWork } = surroundings;
  const isLive = atWork === 'here';
  const label = visible(agent.brief.label);
  const item = new vscode.TreeItem(label);
  const facts = agentFacts(agent, surroundings);
  item.description = facts.join(' · ');
  item.iconPath = isLive || agent.finishedAt ? statusIcon(agent.status) : awayIcon(atWork);
  item.contextValue = contextValue(agent, atWork);
  const progress = progressOf(agent);
  const spoken = [label, ...facts, ...(progress && isLive ? [progressText(progress)] : [])];
  item.accessibilityInformation = { label: spoken.join(', ') };
  return item;
}

/** How far an agent says it is; what it said before it ended counts no more. */
export function progressOf({ progress, finishedAt }: AgentView): Progress | undefined {
  return finishedAt === undefined ? progress : undefined;
}

/**
 * A person can stop what is at work, give to another agent what a child was given that has ended, and take back what was
 * changed once the run is over.
 */
function contextValue(agent: AgentView, atWork: AtWork): string {
  if (atWork === 'here' && agent.finishedAt === undefined) return 'liveAgent';
  const kind = canRetry(agent, atWork) ? 'finishedAgent' : 'agent';
  return atWork === 'nowhere' && hasChanges(agent) ? `${kind}WithChanges` : kind;
}

/** Whether an agent is a child that has ended, or was cut off with its run; not while another window has its run. */
export function canRetry({ depth, finishedAt }: AgentView, atWork: AtWork): boolean {
  const hasEnded = atWork === 'nowhere' || (atWork === 'here' && finishedAt !== undefined);
  return depth > 0 && hasEnded;
}

/** Whether there is anything of an agent that could be taken back. */
export function hasChanges({ deliverables, changedFiles }: AgentView): boolean {
  return deliverables.length > 0 || changedFiles.length > 0;
}

function agentFacts(agent: AgentView, { atWork, now, retried }: AgentSurroundings): readonly string[] {
  const { brief, startedAt, finishedAt, activeCalls, status, note } = agent;
  const isLive = atWork === 'here';
  const isOver = finishedAt !== undefined;
  const call = activeCalls[0];
  return [
    isLive || isOver ? statusWords[status] : awayWords(atWork),
    note === undefined ? '' : visible(note),
    retried ? againText(retried) : agent.retryOf === undefined ? '' : 'again',
    startedAt === undefined || !(isLive || isOver) ? '' : duration(between(startedAt, finishedAt, now)),
    ...usedFacts(agent),
    call && isLive && status === 'running' ? visible(`${call.tool} ${call.target ?? ''}`) : '',
    brief.profile ? visible(brief.profile.name) : '',
    modelTitle(brief.model),
  ].filter((fact) => fact !== '');
}

/** `42 % · reading the parser` */
export function progressText({ note, percent }: Progress): string {
  const text = visible(note);
  return percent === undefined ? text : `${Math.round(percent)} % · ${text}`;
}

/** `again after “Read the parser” failed` */
function againText({ brief, status }: AgentView): string {
  const ended = { completed: 'completed', partial: 'ended early', cancelled: 'was cancelled' };
  const how =
    status === 'completed' || status === 'partial' || status === 'cancelled' ? ended[status] : 'failed';
  return `again after “${clipped(brief.label, 40)}” ${how}`;
}

/** What an agent was told and what it says: long, so it is made only when somebody points at the row. */
export function agentTooltip(agent: AgentView, retried: AgentView | undefined): string {
  const { brief, summary = '' } = agent;
  const progress = progressOf(agent);
  const parts = [
    visible(brief.label),
    retried ? `Tried ${againText(retried)}.` : '',
    progress ? `Progress: ${progressText(progress)}` : '',
    brief.profile ? `Profile: ${visible(brief.profile.name)}` : '',
    beginning(brief.task),
    beginning(summary),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

const beginning = (text: string) => {
  const whole = revealed(text.trim());
  return whole.length <= 1000 ? whole : `${whole.slice(0, 1000)}…`;
};

/** Milliseconds between two ISO times, up to `now` where the second is missing. */
export function between(from: string, to: string | undefined, now: number): number {
  return (to === undefined ? now : Date.parse(to)) - Date.parse(from);
}
