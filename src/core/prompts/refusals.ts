import type { Amount } from '../agent/cost.ts';
import { dollars } from '../human/amounts.ts';

/** What a model is told when something was not allowed or not done: what holds, and what to do instead. */

export function rejectedByPerson(feedback: string | undefined): string {
  const said = feedback ? ` They said: ${JSON.stringify(feedback)}` : '';
  return `The person rejected this change; nothing was written.${said}`;
}

export const deniedByPolicy = (reason: string) => `Not allowed: ${reason} Nothing was changed.`;

export const nobodyAnswered = (reason: string) => `Nobody approved this (${reason}); nothing was written.`;

export const stillStale =
  'The file kept changing while the person was asked; nothing was written. Read it again.';

export const depthDenial = 'Cannot spawn sub-agent: maximum depth reached. Handle this sub-task directly.';

/** `secondsLeft` is undefined while one child is at work to see whether it goes again. */
export function pausedDenial(secondsLeft: number | undefined): string {
  const until =
    secondsLeft === undefined ? 'until the one that is being tried has reported' : `for ${secondsLeft} s`;
  return `Too many children failed in a row, so new ones are paused ${until}. Find out why they failed, do the work yourself, or finish with what you have.`;
}

export const budgetDenial = 'Spawn budget exhausted. Handle remaining sub-tasks in current context.';

/** Some of a batch could start, but not all of it. */
export const batchDenial = (count: number, room: number) =>
  `This batch needs ${count} children, but ${room} more can start in this run. Give each child more items with batch_size, or handle sub-tasks in the current context.`;

/** A child was to get more than its parent has left. */
export function overBudgetDenial({ tokens, costUsd }: Amount): string {
  const left = [
    Number.isFinite(tokens) ? `${Math.floor(tokens)} tokens` : '',
    Number.isFinite(costUsd) ? dollars(roughly(costUsd)) : '',
  ].filter((part) => part !== '');
  return `Cannot spawn: its budget is more than you have left (${left.join(', ')}). Ask for less, or handle this sub-task directly.`;
}

/** Without the crumbs that sums of dollars leave. */
const roughly = (usd: number) => Math.round(usd * 10_000) / 10_000;

/** A person, or nobody, answered the question for this spawn. */
export function spawnRejected(feedback: string | undefined): string {
  const said = feedback ? ` They said: ${JSON.stringify(feedback)}` : '';
  return `The person does not want these children to start.${said} Start fewer, or handle the sub-tasks in the current context.`;
}

/** `room`: how many may start without a higher limit. `leftUsd`: what is left, where they may cost more than that. */
export function spawnUnanswered(reason: string, room: number, leftUsd: number | undefined): string {
  const cheaper =
    leftUsd === undefined
      ? ''
      : `, which together may cost no more than the ${dollars(roughly(leftUsd))} left`;
  const fewer = `Start fewer than ten in one turn and no more than ${room} in all${cheaper}, or handle`;
  return `Nobody approved that these children start (${reason}). ${room > 0 ? fewer : 'Handle'} the sub-tasks in the current context.`;
}

export const unknownProfile = (name: string, known: readonly string[]) =>
  `There is no profile ${JSON.stringify(name.slice(0, 80))}. There are: ${known.join(', ')}. Name one of them exactly, or leave profile out.`;

export const brokenProfile = (name: string, message: string) =>
  `The profile ${name} cannot be used: ${message} Use another one, or leave profile out.`;

/** A profile's file was shown to a person, or could not be, and may not be used as it is. */
export function untrustedProfile(
  name: string,
  answer:
    | { readonly kind: 'rejected'; readonly feedback?: string | undefined }
    | { readonly kind: 'expired'; readonly reason: string },
): string {
  const said =
    answer.kind === 'rejected' && answer.feedback ? ` They said: ${JSON.stringify(answer.feedback)}` : '';
  const why =
    answer.kind === 'rejected'
      ? `The person does not trust it.${said}`
      : `Nobody approved its file (${answer.reason}).`;
  return `The profile ${name} may not be used. ${why} Use another one, or leave profile out.`;
}

export const unpriced = (model: string) =>
  `The price of ${model} is not known, so cost_budget_usd cannot be kept. Use token_budget instead.`;

export const beingStopped = 'This agent is being stopped.';
