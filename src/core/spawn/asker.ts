import { type Answered, askPerson } from '../human/askPerson.ts';
import type { RequestDraft } from '../human/request.ts';
import type { Emit } from '../journal/event.ts';
import type { Member } from './member.ts';
import type { TeamParts } from './teamParts.ts';

/** Puts a question to the rules or a person in one agent's name. Never rejects for the person's or the signal's sake. */
export type Asker = (
  question: { readonly draft: RequestDraft; readonly callId?: string; readonly mustBeSeen?: boolean },
  signal: AbortSignal,
) => Promise<Answered>;

/** Asks in one agent's name. While it asks, that agent is paused: its clock stands still and its slot is free. */
export function askerOf(
  member: Pick<Member, 'agentId' | 'pause'>,
  { ports, approval }: TeamParts,
  emit: Emit,
): Asker {
  const rejected = new Set<string>();
  const pause = <T>(work: () => Promise<T>) => member.pause(work);
  return ({ draft, callId, mustBeSeen = false }, signal) => {
    const call = callId === undefined ? {} : { callId };
    const request = { requestId: ports.newId(), agentId: member.agentId, ...call, draft };
    const mode = mustBeSeen ? 'ask' : approval;
    return askPerson(request, { ask: ports.ask, emit, mode, rejected, pause }, signal);
  };
}
