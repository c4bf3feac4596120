import { duration } from '../../core/human/amounts.ts';
import type { AgentView, TimedEvent } from '../../core/journal/agentView.ts';
import type { Event } from '../../core/journal/event.ts';
import type { RunView } from '../../core/journal/runView.ts';
import { agentName } from '../agentTitle.ts';
import { batchText, countBatch } from '../batchCounts.ts';
import { eventText, type Moment } from '../report/eventText.ts';
import { clipToWidth } from '../screen/textWidth.ts';
import { noProgress, type Progress } from './progress.ts';

/** One line for each fact that people care about, for an output that is no terminal. */
export function plainProgress(write: (text: string) => void): Progress {
  let before: RunView | undefined;
  return {
    ...noProgress,
    show(line, view) {
      const text = plainLine(line, { view, before });
      before = view;
      if (text !== undefined) write(`${text}\n`);
    },
  };
}

/**
 * A fact as one line with the time since the start of the run; undefined if it is not worth one, or is the run's end.
 * Of the agents of a batch only questions and failures are; each tenth of a batch is a line of its own.
 */
function plainLine({ t, event }: TimedEvent, moment: Moment): string | undefined {
  const { view } = moment;
  const agentId = 'agentId' in event ? event.agentId : undefined;
  const agent = view?.agents.find((candidate) => candidate.agentId === agentId);
  const text = textOf(event, agent, moment);
  if (text === undefined) return undefined;
  const since = view ? duration(Date.parse(t) - Date.parse(view.startedAt)) : '0s';
  return clipToWidth(`[${since}] ${text}`, 200);
}

function textOf(event: Event, agent: AgentView | undefined, moment: Moment): string | undefined {
  if (event.type === 'agentFinished' && agent?.parentId === null) return undefined;
  const tenth = event.type === 'agentFinished' && agent ? batchProgress(agent, moment.view) : undefined;
  const isNotable = event.type === 'layoutRead' ? isBroken(event) : notable.has(event.type);
  if (!isNotable) return undefined;
  if (agent?.batchId !== undefined && !concernsPerson(event)) return tenth;
  const who = 'agentId' in event ? `${agentName(moment.view, event.agentId)}: ` : '';
  return `${who}${eventText(event, moment)}${tenth === undefined ? '' : ` (${tenth})`}`;
}

function isBroken({ files }: Extract<Event, { type: 'layoutRead' }>): boolean {
  return files.some(({ problem }) => problem !== undefined);
}

/** How far the agent's batch is, if its end completed another tenth of it. */
function batchProgress({ batchId }: AgentView, view: RunView | undefined): string | undefined {
  const batch = view?.batches.find((candidate) => candidate.batchId === batchId);
  if (!view || !batch) return undefined;
  const counts = countBatch(view.agents.filter((agent) => agent.batchId === batchId));
  const ended = counts.done + counts.failed;
  const tenths = (n: number) => Math.floor((n * 10) / batch.children);
  if (tenths(ended) === tenths(ended - 1)) return undefined;
  return `${agentName(view, batch.batchId)}: ${batchText(batch, counts)}`;
}

function concernsPerson(event: Event): boolean {
  if (event.type === 'agentFinished') return event.report.outcome === 'failed';
  return ['requestRaised', 'requestAnswered', 'fileChangeFailed', 'cancelRequested'].includes(event.type);
}

const notable: ReadonlySet<Event['type']> = new Set([
  'agentQueued',
  'agentStarted',
  'agentRetried',
  'agentHeld',
  'modelRetried',
  'progressNoted',
  'batchStarted',
  'batchFinished',
  'requestRaised',
  'requestAnswered',
  'limitRaised',
  'spawnDenied',
  'spawningPaused',
  'spawningResumed',
  'boardFailed',
  'fileChanged',
  'fileChangeFailed',
  'cancelRequested',
  'agentFinished',
]);
