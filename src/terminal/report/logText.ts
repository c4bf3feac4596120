import type { JournalLine } from '../../core/journal/event.ts';
import { advance, type RunView } from '../../core/journal/runView.ts';
import { agentName } from '../agentTitle.ts';
import { eventText } from './eventText.ts';

/**
 * Tells a journal as a timeline, one line a fact: number, time, agent, what happened. Safe to print. Give it every line
 * of one journal, from the first on.
 */
export function logText(): (line: JournalLine) => string {
  let view: RunView | undefined;
  return (line) => {
    const before = view;
    view = advance(view, line);
    const { seq, t, event } = line;
    const who = 'agentId' in event ? `${agentName(view, event.agentId)}: ` : '';
    return `${`${seq}`.padStart(5)}  ${t}  ${who}${eventText(event, { view, before })}`;
  };
}
