import { z } from 'zod';
import { parseArguments } from '../agent/arguments.ts';
import type { ToolCall } from '../agent/message.ts';
import { ToolError } from '../agent/tool.ts';

/** What the text of a call tells of the children it asks for. */
export interface AskedFor {
  readonly profile: string | undefined;
  readonly model: string | undefined;
  readonly count: number;
}

/** Reads each call once, however many others of its turn look at it. */
export class AskedCalls {
  readonly #read = new WeakMap<ToolCall, AskedFor | 'nothing'>();

  /** Undefined for a call that starts no children, or cannot be read. */
  of(call: ToolCall): AskedFor | undefined {
    const found = this.#read.get(call) ?? readCall(call);
    this.#read.set(call, found);
    return found === 'nothing' ? undefined : found;
  }
}

function readCall({ name, argumentsJson }: ToolCall): AskedFor | 'nothing' {
  if (name !== 'spawn' && name !== 'spawn_batch') return 'nothing';
  const said = Said.safeParse(readArguments(argumentsJson));
  if (!said.success) return 'nothing';
  const { profile, model, items, batch_size: size } = said.data;
  const count = items === undefined ? 1 : Math.ceil(items.length / size);
  return count === 0 ? 'nothing' : { profile, model, count };
}

const Said = z.object({
  profile: z.string().optional(),
  model: z.string().optional(),
  items: z.array(z.unknown()).optional(),
  batch_size: z.number().int().min(1).default(1),
});

function readArguments(json: string): unknown {
  try {
    return parseArguments(json);
  } catch (error) {
    if (error instanceof ToolError) return undefined;
    throw error;
  }
}
