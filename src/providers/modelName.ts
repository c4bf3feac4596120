import { z } from 'zod';

/** The model APIs Muster calls over the network; each is the part of a model name before the first slash. */
export const ProviderId = z.enum(['anthropic', 'openai', 'google', 'openrouter', 'ollama', 'compatible']);
export type ProviderId = z.infer<typeof ProviderId>;

/** `provider` is anything before the first slash, known or not; `model` is the rest, which may hold slashes. */
export interface ModelName {
  readonly provider: string;
  readonly model: string;
}

/** Splits `provider/model` at its first slash; `undefined` if either part is missing. */
export function parseModelName(name: string): ModelName | undefined {
  const trimmed = name.trim();
  const slash = trimmed.indexOf('/');
  if (slash < 1 || slash === trimmed.length - 1) return undefined;
  return { provider: trimmed.slice(0, slash), model: trimmed.slice(slash + 1) };
}
