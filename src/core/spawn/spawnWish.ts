import type { Amount } from '../agent/cost.ts';
import type { ToolCall } from '../agent/message.ts';
import type { DraftOf } from '../human/request.ts';
import type { Emit } from '../journal/event.ts';
import type { Asker } from './asker.ts';
import type { Expectation } from './expectation.ts';
import type { Member } from './member.ts';

/** Who wishes for children, and in which call. */
export interface Wisher {
  readonly member: Member;
  readonly emit: Emit;
  readonly ask: Asker;
  readonly callId: string;
  readonly label: string;
}

/** A wish for children, with everything the host knows of it. */
export interface SpawnWish extends Wisher {
  /** All calls of the model's turn: what a person answers for one of them is answered for all. */
  readonly together: readonly ToolCall[];
  /** Children that would start now, and what is set aside for each. */
  readonly count: number;
  readonly setAside: Amount;
  /**
   * What would start from here to the end of the model's turn as things stand, with room for so many children after
   * these.
   */
  readonly lookAhead: (room: number) => Promise<Expectation>;
  /** The profile as a file whose content no person has approved. */
  readonly stranger: DraftOf<'profile'> | undefined;
}

export type SpawnAnswer<T> =
  | { readonly kind: 'started'; readonly started: T }
  | { readonly kind: 'denied'; readonly reason: string };
