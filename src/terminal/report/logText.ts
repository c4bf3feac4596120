import type { JournalLine } from '../../core/journal/event.ts';
import { advance, type RunView } from '../../core/journal/runView.ts';
import { agentName } from '../agentTitle.ts';
import { eventText } from './eventText.ts';

/** A journal as a timeline, one line a fact: number, time, agent, what happened. Safe to print. */
export function* logText(lines: Iterable<JournalLine>): Generator<string> {
  let view: RunView | undefined;
  for (const line of lines) {
    const before = view;
    view = advance(view, line);
    const { seq, t, event } = line;
    const who = 'agentId' in event ? `${agentName(view, event.agentId)}: ` : '';
    yield `${`${seq}`.padStart(5)}  ${t}  ${who}${eventText(event, { view, before })}`;
  }
}
