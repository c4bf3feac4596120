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
