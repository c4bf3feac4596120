import { abortable } from '../agent/abortable.ts';
import type { Emit } from '../journal/event.ts';
import { type ApprovalMode, decide } from './approvalRules.ts';
import type { Answer, Ask, Request, RequestDraft } from './request.ts';

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
    /** The changes and fan-outs of this agent that a person has rejected so far; grows here. */
    readonly rejected: Set<string>;
    readonly pause: <T>(work: () => Promise<T>) => Promise<T>;
  },
  signal: AbortSignal,
): Promise<Answered> {
  const { emit } = parts;
  const { agentId, requestId } = request;
  emit({ type: 'requestRaised', agentId, request });
  const ruled = ruledAnswer(request.draft, parts.mode, parts.rejected);
  if (ruled) {
    emit({ type: 'requestAnswered', agentId, requestId, answer: ruled, by: 'policy' });
    return { answer: ruled, by: 'policy' };
  }
  return parts.pause(async () => {
    const answer = await answerOf(request, parts.ask, signal);
    const print = fingerprint(request.draft);
    if (print !== undefined && isFinal(answer, request.draft)) parts.rejected.add(print);
    const by = answer.kind === 'expired' ? 'host' : 'person';
    emit({ type: 'requestAnswered', agentId, requestId, answer, by });
    return { answer, by };
  });
}

/** What needs no person: what the mode decides, and a no that was already said to exactly this. */
function ruledAnswer(
  draft: RequestDraft,
  mode: ApprovalMode,
  rejected: ReadonlySet<string>,
): Answer | undefined {
  const decision = decide(draft, mode);
  if (decision.kind === 'allow') return { kind: 'approved' };
  if (decision.kind === 'deny') return { kind: 'expired', reason: decision.reason };
  return rejected.has(fingerprint(draft) ?? '') ? { kind: 'rejected' } : undefined;
}

/** A no stands for the same question; one to a fan-out with words invites another try of it. */
function isFinal(answer: Answer, { kind }: RequestDraft): boolean {
  return answer.kind === 'rejected' && (kind === 'change' || answer.feedback === undefined);
}

/** What makes two questions the same one; undefined for those that are asked anew each time. */
function fingerprint(draft: RequestDraft): string | undefined {
  switch (draft.kind) {
    case 'change':
      return JSON.stringify(
        draft.changes.map(({ path, before, after }) => [path, before?.hash ?? null, after?.hash ?? null]),
      );
    case 'spawn':
      return JSON.stringify([draft.count, draft.models, draft.newLimit ?? null]);
    default:
      return undefined;
  }
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
