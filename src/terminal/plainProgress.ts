import { duration } from '../core/human/amounts.ts';
import type { TimedEvent } from '../core/journal/agentView.ts';
import type { Event } from '../core/journal/event.ts';
import type { RunView } from '../core/journal/runView.ts';
import { agentName, eventText } from './eventText.ts';
import { noProgress, type Progress } from './progress.ts';
import { clipToWidth } from './textWidth.ts';

/** One line for each fact that people care about, for an output that is no terminal. */
export function plainProgress(write: (text: string) => void): Progress {
  return {
    ...noProgress,
    show(line, view) {
      const text = plainLine(line, view);
      if (text !== undefined) write(`${text}\n`);
    },
  };
}

/** A fact as one line with the time since the start of the run; undefined if it is not worth one, or is the run's end. */
export function plainLine({ t, event }: TimedEvent, view: RunView | undefined): string | undefined {
  if (!isNotable(event)) return undefined;
  const agentId = 'agentId' in event ? event.agentId : undefined;
  const agent = view?.agents.find((candidate) => candidate.agentId === agentId);
  if (event.type === 'agentFinished' && agent?.parentId === null) return undefined;
  const since = view ? duration(Date.parse(t) - Date.parse(view.startedAt)) : '0s';
  const who = agentId === undefined ? '' : `${agentName(view, agentId)}: `;
  return clipToWidth(`[${since}] ${who}${eventText(event, view)}`, 200);
}

const isNotable = (event: Event) => notable.includes(event.type);

const notable: readonly Event['type'][] = [
  'agentQueued',
  'agentStarted',
  'agentRetried',
  'modelRetried',
  'requestRaised',
  'requestAnswered',
  'spawnDenied',
  'spawningPaused',
  'spawningResumed',
  'fileChanged',
  'fileChangeFailed',
  'cancelRequested',
  'agentFinished',
];
