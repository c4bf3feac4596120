/** True for the result of a call that a person refused. */
export function isRejection(text: string): boolean {
  return /\bperson rejected\b|\brejected by (the|a) person\b/i.test(text);
}

/** True when asking again would only ask the same people or rules again. */
export function isRefusal(text: string): boolean {
  return isRejection(text) || /^(Not allowed:|Nobody approved)/.test(text);
}

/** What the person said with a rejection; undefined when they said nothing. */
export function feedbackIn(text: string): string | undefined {
  return /They said: "((?:[^"\\]|\\.)*)"/.exec(text)?.[1]?.replace(/\\n/g, ' ').replace(/\\(.)/g, '$1');
}
