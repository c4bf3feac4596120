import { parseArguments } from '../agent/arguments.ts';
import type { ToolCall } from '../agent/message.ts';
import { ToolError } from '../agent/tool.ts';
import { BatchInput, groupsOf, itemsPlace } from './batchInput.ts';
import type { Order } from './childBrief.ts';
import { SpawnInput } from './spawnInput.ts';

/** Children of one kind, as a call asks for them. */
export type AskedFor = Order & { readonly profile?: string | undefined };

/** Reads each call once, however many others of its turn look at it. */
export class AskedCalls {
  readonly #read = new WeakMap<ToolCall, AskedFor | 'nothing'>();

  /** Undefined for a call that starts no children, or is refused for what it says. */
  of(call: ToolCall): AskedFor | undefined {
    const found = this.#read.get(call) ?? readCall(call) ?? 'nothing';
    this.#read.set(call, found);
    return found === 'nothing' ? undefined : found;
  }
}

function readCall({ name, argumentsJson }: ToolCall): AskedFor | undefined {
  if (name !== 'spawn' && name !== 'spawn_batch') return undefined;
  try {
    const said = parseArguments(argumentsJson);
    return name === 'spawn' ? spawnOrder(said) : batchOrder(said);
  } catch (error) {
    if (error instanceof ToolError) return undefined;
    throw error;
  }
}

const StrictSpawn = SpawnInput.strict();
const StrictBatch = BatchInput.strict();

function spawnOrder(said: unknown): AskedFor | undefined {
  const { success, data } = StrictSpawn.safeParse(said);
  if (!success) return undefined;
  const { task, ...order } = data;
  return { ...order, count: 1 };
}

/** How many items a file has shows when its batch starts, which then asks for itself: until then it counts as one. */
function batchOrder(said: unknown): AskedFor | undefined {
  const { success, data } = StrictBatch.safeParse(said);
  if (!success) return undefined;
  const { label, profile, model } = data;
  const place = itemsPlace(data);
  const count = place.kind === 'inFile' ? 1 : groupsOf(data, place.items).length;
  return { label, profile, model, count };
}
