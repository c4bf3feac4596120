import { z } from 'zod';
import { parseArguments } from '../agent/arguments.ts';
import type { Price } from '../agent/cost.ts';
import type { ToolCall } from '../agent/message.ts';
import { type CallContext, ToolError } from '../agent/tool.ts';
import type { Forecast } from '../human/request.ts';
import { childBrief, type Order, type PreparedBrief } from './childBrief.ts';
import { chooseProfile } from './chooseProfile.ts';
import { type ChildKind, type CountedKind, type Expectation, expect } from './expectation.ts';
import type { LeadParts } from './leadTools.ts';
import type { SpawnWish } from './spawning.ts';

/** What one call asks for: so many children of one kind. */
interface Asked {
  readonly order: Omit<Order, 'count'> & { readonly profile?: string | undefined };
  readonly call: CallContext;
  readonly count: number;
}

/** A call as a wish for the gate, and the brief of its children. Throws `ToolError` with what the model can do about it. */
export async function wishFor(
  { order, call, count }: Asked,
  parts: LeadParts,
  signal: AbortSignal,
): Promise<{ readonly wish: SpawnWish; readonly brief: PreparedBrief['brief'] }> {
  const { member, emit, ask, ports, spawning } = parts;
  const wisher = { member, emit, ask, callId: call.callId, label: order.label };
  const choice = await chooseProfile(order.profile, ports.profiles);
  if (choice.kind === 'refused') {
    await spawning.refuse(wisher, choice.reason, signal);
    throw new ToolError(choice.reason);
  }
  const { profile, stranger } = choice.kind === 'chosen' ? choice : {};
  const { brief, setAside } = await childBrief({ ...order, count }, profile, parts);
  const expectation = await expectationOf({ order, call, count }, brief.model, parts);
  const wish = { ...wisher, together: call.together, count, setAside, expectation, stranger };
  return { wish, brief };
}

/** What starts from this call to the end of the model's turn, if a person could be asked about it. */
function expectationOf(
  { order, call, count }: Asked,
  model: string,
  { limits, ports, spawning, childDefaults }: LeadParts,
): Promise<Expectation> {
  const own = { kind: { profile: order.profile, model }, count };
  if (limits.askFanOutFrom === null || spawning.maySpread(call.together, count))
    return expect([own], async () => unknown);
  const later = call.together.slice(call.together.findIndex(({ id }) => id === call.callId) + 1);
  const usual = order.model === undefined ? own.kind : { ...own.kind, model: childDefaults.model };
  const others = later.flatMap((other) => kindsOf(other, usual, childDefaults.model));
  return expect([own, ...others], async (kind) => {
    const past = await ports.pastUse(kind);
    return isFree(ports.price(kind.model)) ? { ...past, costUsd: 0 } : past;
  });
}

const isFree = (price: Price | undefined) => price?.input === 0 && price.output === 0;

const unknown: Forecast = { tokens: null, costUsd: null };

/** The children another call of the same turn asks for, as far as its text tells. */
function kindsOf({ name, argumentsJson }: ToolCall, like: ChildKind, defaultModel: string): CountedKind[] {
  if (name !== 'spawn' && name !== 'spawn_batch') return [];
  const said = Said.safeParse(readArguments(argumentsJson));
  if (!said.success) return [];
  const { profile, model, items, batch_size: size } = said.data;
  const usual = profile === like.profile ? like.model : defaultModel;
  const count = items === undefined ? 1 : Math.ceil(items.length / size);
  return count === 0 ? [] : [{ kind: { profile, model: model ?? usual }, count }];
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
