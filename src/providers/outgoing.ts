import { z } from 'zod';

const JsonObject = z.record(z.string(), z.unknown());

/** Text that every API can parse: half a surrogate pair becomes the replacement character. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD');
}

/** The arguments a model wrote, or `{}` where they are no JSON object and an API would reject the conversation. */
export function replayedArguments(argumentsJson: string): Record<string, unknown> {
  try {
    const parsed = JsonObject.safeParse(JSON.parse(argumentsJson));
    return parsed.success ? parsed.data : {};
  } catch {
    return {};
  }
}

/** An id or name in the alphabet that all APIs accept; the same input always gives the same output. */
export function plainName(name: string): string {
  return name.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, 64) || '_';
}
