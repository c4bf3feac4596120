import { abortable } from '../agent/abortable.ts';
import type { Emit } from '../journal/event.ts';
import { type ApprovalMode, decide } from './approvalRules.ts';
import type { Answer, Ask, Request } from './request.ts';

/** An answer, and who gave it: the rules, a person, or the host because no person could. */
export interface Answered {
  readonly answer: Answer;
  readonly by: 'policy' | 'person' | 'host';
}

/**
 * Answers one request by the rules or by a person, and records question and answer.
 * `pause` runs what waits for the person while the agent's clock stands still and its slot is free.
 */
export async function askPerson(
  request: Request,
  parts: {
    readonly ask: Ask;
    readonly emit: Emit;
    readonly mode: ApprovalMode;
    readonly pause: <T>(work: () => Promise<T>) => Promise<T>;
  },
  signal: AbortSignal,
): Promise<Answered> {
  const { emit } = parts;
  const { agentId, requestId } = request;
  emit({ type: 'requestRaised', agentId, request });
  const decision = decide(request.draft, parts.mode);
  if (decision.kind === 'allow') {
    const answered = { answer: { kind: 'approved' }, by: 'policy' } as const;
    emit({ type: 'requestAnswered', agentId, requestId, ...answered });
    return answered;
  }
  if (decision.kind === 'deny') {
    const answered = { answer: { kind: 'expired', reason: decision.reason }, by: 'policy' } as const;
    emit({ type: 'requestAnswered', agentId, requestId, ...answered });
    return answered;
  }
  return parts.pause(async () => {
    const answer = await answerOf(request, parts.ask, signal);
    const by = answer.kind === 'expired' ? 'host' : 'person';
    emit({ type: 'requestAnswered', agentId, requestId, answer, by });
    return { answer, by };
  });
}

/** Never rejects, and does not outlive the agent: whatever keeps a person from answering is an expired request. */
async function answerOf(request: Request, ask: Ask, signal: AbortSignal): Promise<Answer> {
  try {
    return await abortable(ask(request, signal), signal);
  } catch {
    const reason = signal.aborted ? 'the agent was stopped' : 'the question could not be put to a person';
    return { kind: 'expired', reason };
  }
}
