import { z } from 'zod';
import type { RequestDraft } from '../human/request.ts';
import type { Image, ToolCall } from './message.ts';
import type { ToolSpec } from './provider.ts';

/**
 * Something an agent can do. `prepare` looks but does not touch: it returns the plan whose `run` has the effect.
 * Both may throw `ToolError`, which the model reads; anything else thrown is a bug, reported without its details.
 */
export interface Tool {
  readonly spec: ToolSpec;
  prepare(input: unknown, call: CallContext, signal: AbortSignal): Promise<Plan>;
}

/** Where a call comes from; ids are the host's, never the model's. */
export interface CallContext {
  readonly callId: string;
  readonly overtaken: Overtaken;
  /** All calls of the reply this one is from that are made, not refused; the same array for each of them. */
  readonly together: readonly ToolCall[];
}

/**
 * Whether this call was prepared before and its plan went stale. `asked`: a person had approved that plan, and is
 * going to see the new one.
 */
export type Overtaken = 'no' | 'unasked' | 'asked';

export type Plan =
  | { readonly kind: 'allow'; run(signal: AbortSignal): Promise<Outcome> }
  | { readonly kind: 'ask'; readonly draft: RequestDraft; run(signal: AbortSignal): Promise<Outcome> }
  | { readonly kind: 'deny'; readonly reason: string };

/** `stale`: the world changed since `prepare`, nothing was done, and the call must be prepared (and asked) again. */
export type Outcome =
  | { readonly kind: 'output'; readonly text: string; readonly images?: readonly Image[] }
  | { readonly kind: 'stale' };

/** A failure the model should read and act on. The message is shown to it as it stands. */
export class ToolError extends Error {
  override readonly name = 'ToolError';
}

/** Makes a tool whose input is checked by a strict zod object before `prepare` sees it. */
export function defineTool<Shape extends z.ZodRawShape>(definition: {
  readonly name: string;
  readonly description: string;
  readonly input: z.ZodObject<Shape>;
  prepare(input: z.infer<z.ZodObject<Shape>>, call: CallContext, signal: AbortSignal): Promise<Plan>;
}): Tool {
  const { schema, inputSchema } = strictly(definition.input);
  return {
    spec: { name: definition.name, description: definition.description, inputSchema },
    async prepare(input, call, signal) {
      const parsed = schema.safeParse(input);
      if (!parsed.success) throw new ToolError(`Invalid arguments: ${z.prettifyError(parsed.error)}`);
      return definition.prepare(parsed.data as z.infer<z.ZodObject<Shape>>, call, signal);
    },
  };
}

interface Strict {
  readonly schema: z.ZodObject;
  readonly inputSchema: ToolSpec['inputSchema'];
}

/** Each agent of a run makes its own tools; what follows from their shapes alone is worked out once. */
const strictSchemas = new WeakMap<z.ZodObject, Strict>();

function strictly(input: z.ZodObject): Strict {
  const known = strictSchemas.get(input);
  if (known) return known;
  const schema = input.strict();
  const strict = { schema, inputSchema: z.toJSONSchema(schema, { io: 'input' }) };
  strictSchemas.set(input, strict);
  return strict;
}
