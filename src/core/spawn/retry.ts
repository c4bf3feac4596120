import type { Brief } from '../agent/brief.ts';
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

/** A new budget for another try of an agent, if it has ended and its parent is still there to be told. */
export function retryBudget(member: Member | undefined, isAtWork: (agentId: string) => boolean): Found {
  const parent = member?.parent;
  if (!member) return refused('There is no such agent in this run.');
  if (!parent) return refused('The run’s first agent cannot be retried. Run the task again.');
  if (isAtWork(member.agentId)) return refused('This agent is still at work.');
  if (!isAtWork(parent.agentId) || parent.signal.aborted) {
    return refused('The agent that it would report to has ended. Run the task again.');
  }
  const isTriedAgain = [...parent.children].some(({ origin }) => origin.retryOf === member.agentId);
  if (isTriedAgain) return refused('It is being tried again already.');
  const { limits } = member.brief;
  const isPromised = parent.parent !== undefined;
  const setAside = { tokens: limits.tokens ?? 0, costUsd: limits.costUsd ?? 0 };
  const budget = parent.budget.branch(limits, isPromised ? setAside : undefined);
  return budget
    ? { kind: 'found', parent, brief: member.brief, budget }
    : refused('Its parent has no budget left for another try.');
}

const refused = (message: string) => ({ kind: 'refused', message }) as const;
