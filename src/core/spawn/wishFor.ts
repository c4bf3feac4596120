import type { Price } from '../agent/cost.ts';
import { type CallContext, ToolError } from '../agent/tool.ts';
import type { Forecast } from '../human/request.ts';
import { childBrief, type Order, type PreparedBrief } from './childBrief.ts';
import { chooseProfile, notesOnProviders } from './chooseProfile.ts';
import { type Expectation, expect } from './expectation.ts';
import type { LeadParts } from './leadTools.ts';
import type { SpawnWish } from './spawnWish.ts';

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
  const { profile, stranger: file } = choice.kind === 'chosen' ? choice : {};
  const { brief, setAside } = await childBrief({ ...order, count }, profile, parts);
  const expectation = await expectationOf({ order, call, count }, brief.model, parts);
  const used = [member.brief.model, parts.childDefaults.model];
  const notes = profile ? notesOnProviders(profile, used) : [];
  const stranger = file && { ...file, notes: [...file.notes, ...notes] };
  const wish = { ...wisher, together: call.together, count, setAside, expectation, stranger };
  return { wish, brief };
}

/** What starts from this call to the end of the model's turn, if a person could be asked about it. */
function expectationOf(
  { order, call, count }: Asked,
  model: string,
  { limits, ports, spawning, childDefaults, askedCalls }: LeadParts,
): Promise<Expectation> {
  const own = { kind: { profile: order.profile, model }, count };
  if (limits.askFanOutFrom === null || spawning.isAnswered(call.together, count))
    return expect([own], async () => unknown);
  const later = call.together.slice(call.together.findIndex(({ id }) => id === call.callId) + 1);
  const usual = order.model === undefined ? own.kind.model : childDefaults.model;
  const others = later.flatMap((other) => {
    const asked = askedCalls.of(other);
    if (!asked) return [];
    const { profile, count: more } = asked;
    const like = profile === order.profile ? usual : childDefaults.model;
    return [{ kind: { profile, model: asked.model ?? like }, count: more }];
  });
  return expect([own, ...others], async (kind) => {
    const past = await ports.pastUse(kind);
    return isFree(ports.price(kind.model)) ? { ...past, costUsd: 0 } : past;
  });
}

const isFree = (price: Price | undefined) => price?.input === 0 && price.output === 0;

const unknown: Forecast = { tokens: null, costUsd: null };
