import type { Brief } from '../agent/brief.ts';
import { firstCannot } from '../firstAgent.ts';
import type { Budget } from './budget.ts';
import type { Member } from './member.ts';

/** `refused`: the message tells a person why. */
export type RetryResult =
  | { readonly kind: 'started'; readonly agentId: string }
  | { readonly kind: 'refused'; readonly message: string };

type Found =
  | {
      readonly kind: 'found';
      readonly parent: Member;
      readonly brief: Brief;
      readonly budget: Budget;
    }
  | Extract<RetryResult, { kind: 'refused' }>;

/** A new budget for another try of an agent that has ended, below the nearest agent above it that can still be told. */
export function retryBudget(member: Member | undefined, isAtWork: (agentId: string) => boolean): Found {
  if (!member) return refused('There is no such agent in this run.');
  if (member.depth === 0) return refused(firstCannot);
  if (isAtWork(member.agentId)) return refused('This agent is still at work.');
  const parent = listenerOf(member, isAtWork);
  if (!parent) return refused('The run is ending. Try again when it has ended.');
  const isTriedAgain = [...parent.children].some(({ origin }) => origin.retryOf === member.agentId);
  if (isTriedAgain) return refused('It is being tried again already.');
  const { limits } = member.brief;
  const isPromised = parent.depth > 0;
  const setAside = { tokens: limits.tokens ?? 0, costUsd: limits.costUsd ?? 0 };
  const budget = parent.budget.branch(limits, isPromised ? setAside : undefined);
  return budget
    ? { kind: 'found', parent, brief: member.brief, budget }
    : refused('Its parent has no budget left for another try.');
}

/** Its parent, or whoever of those above is still at work. */
function listenerOf({ parent }: Member, isAtWork: (agentId: string) => boolean): Member | undefined {
  if (!parent || (isAtWork(parent.agentId) && !parent.signal.aborted)) return parent;
  return listenerOf(parent, isAtWork);
}

const refused = (message: string) => ({ kind: 'refused', message }) as const;
