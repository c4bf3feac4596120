import type { AgentStatus } from '../../core/journal/agentView.ts';
import type { Colour } from '../screen/paint.ts';

/** How a status is shown: a sign and its colour in the tree, a word in sums. */
interface StatusWords {
  readonly glyph: string;
  readonly colour: Colour;
  readonly word: string;
}

/** In the order in which sums list them: who needs a person first. */
export const statusWords: Readonly<Record<AgentStatus, StatusWords>> = {
  waitingForPerson: { glyph: '?', colour: 'yellow', word: 'waiting for you' },
  running: { glyph: '●', colour: 'cyan', word: 'working' },
  waitingForAgents: { glyph: '◌', colour: 'cyan', word: 'waiting for children' },
  queued: { glyph: '◦', colour: 'dim', word: 'queued' },
  completed: { glyph: '✓', colour: 'green', word: 'completed' },
  partial: { glyph: '◐', colour: 'yellow', word: 'partial' },
  failed: { glyph: '✗', colour: 'red', word: 'failed' },
  cancelled: { glyph: '⊘', colour: 'dim', word: 'cancelled' },
};

/** `2 working, 1 queued`: only what there is, always in the same order. */
export function statusCounts(agents: readonly { readonly status: AgentStatus }[]): string {
  const counts = Object.entries(statusWords).map(([status, { word }]) => {
    return { count: agents.filter((agent) => agent.status === status).length, word };
  });
  return counts.flatMap(({ count, word }) => (count === 0 ? [] : [`${count} ${word}`])).join(', ');
}
