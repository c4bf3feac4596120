import { parseArguments } from '../agent/arguments.ts';
import type { ToolCall } from '../agent/message.ts';
import { ToolError } from '../agent/tool.ts';
import { BatchInput, groupsOf, itemsPlace } from './batchInput.ts';
import type { Order } from './childBrief.ts';
import { chooseProfile } from './chooseProfile.ts';
import type { Profile, Profiles } from './profile.ts';
import { SpawnInput } from './spawnInput.ts';

/** Children of one kind, as a call asks for them. */
export interface AskedFor {
  readonly order: Order & { readonly profile?: string | undefined };
  readonly profile: Profile | undefined;
}

/** Reads each call once, however many others of its turn look at it. */
export class AskedCalls {
  readonly #read = new WeakMap<ToolCall, Promise<AskedFor | undefined>>();

  /** Undefined for a call that starts no children, or is refused for what it says. */
  of(call: ToolCall, profiles: Profiles): Promise<AskedFor | undefined> {
    const found = this.#read.get(call) ?? readCall(call, profiles);
    this.#read.set(call, found);
    return found;
  }
}

async function readCall(call: ToolCall, profiles: Profiles): Promise<AskedFor | undefined> {
  const order = orderIn(call);
  if (!order) return undefined;
  const choice = await chooseProfile(order.profile, profiles);
  if (choice.kind === 'refused') return undefined;
  return { order, profile: choice.kind === 'chosen' ? choice.profile : undefined };
}

function orderIn({ name, argumentsJson }: ToolCall): AskedFor['order'] | undefined {
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

function spawnOrder(said: unknown): AskedFor['order'] | undefined {
  const { success, data } = StrictSpawn.safeParse(said);
  if (!success) return undefined;
  const { task, ...order } = data;
  return { ...order, count: 1 };
}

/** How many items a file has shows when its batch starts, which then asks for itself: until then it counts as one. */
function batchOrder(said: unknown): AskedFor['order'] | undefined {
  const { success, data } = StrictBatch.safeParse(said);
  if (!success) return undefined;
  const { label, profile, model } = data;
  const place = itemsPlace(data);
  const count = place.kind === 'inFile' ? 1 : groupsOf(data, place.items).length;
  return { label, profile, model, count };
}
