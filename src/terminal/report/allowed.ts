import type { ApprovalMode } from '../../core/human/approvalRules.ts';
import type { RequestDraft } from '../../core/human/request.ts';
import type { TimedEvent } from '../../core/journal/agentView.ts';
import type { Event, RunLimits } from '../../core/journal/event.ts';

/** What a run was allowed: beforehand, on the way, and what it was not. A fold of its journal. */
export interface Allowed {
  readonly approval: ApprovalMode | undefined;
  /** As they were at the start; undefined if the journal holds no start. */
  readonly limits: RunLimits | undefined;
  /** What a person granted, in order. */
  readonly raised: readonly Raised[];
  /** Questions that ended without a yes. */
  readonly refused: readonly Refused[];
  readonly deniedSpawns: readonly DeniedSpawn[];
  /** Names of profiles that a person trusted during the run. */
  readonly trusted: readonly string[];
}

export type Raised = Pick<Extract<Event, { type: 'limitRaised' }>, 'what' | 'limit'>;
export type DeniedSpawn = Pick<Extract<Event, { type: 'spawnDenied' }>, 'agentId' | 'label' | 'reason'>;

export interface Refused {
  readonly agentId: string;
  readonly draft: RequestDraft;
  readonly answer: Extract<Event, { type: 'requestAnswered' }>['answer'];
}

const telling: ReadonlySet<Event['type']> = new Set([
  'runStarted',
  'limitRaised',
  'spawnDenied',
  'requestRaised',
  'requestAnswered',
]);

/** Whether an event tells anything of what was allowed. */
export function tellsAllowed({ type }: Event): boolean {
  return telling.has(type);
}

/** Reads all of it from a run's facts, or from those that tell of it. */
export function foldAllowed(lines: Iterable<Pick<TimedEvent, 'event'>>): Allowed {
  const asked = new Map<string, RequestDraft>();
  const raised: Raised[] = [];
  const refused: Refused[] = [];
  const deniedSpawns: DeniedSpawn[] = [];
  const trusted: string[] = [];
  let start: Extract<Event, { type: 'runStarted' }> | undefined;
  for (const { event } of lines) {
    if (event.type === 'runStarted') start = event;
    if (event.type === 'limitRaised') raised.push(event);
    if (event.type === 'spawnDenied') deniedSpawns.push(event);
    if (event.type === 'requestRaised') asked.set(event.request.requestId, event.request.draft);
    if (event.type === 'requestAnswered') {
      const { agentId, answer } = event;
      const draft = asked.get(event.requestId);
      if (draft && answer.kind !== 'approved') refused.push({ agentId, draft, answer });
      if (draft?.kind === 'profile' && answer.kind === 'approved') trusted.push(draft.name);
    }
  }
  return { approval: start?.approval, limits: start?.limits, raised, refused, deniedSpawns, trusted };
}
