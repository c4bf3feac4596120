import { type CallContext, ToolError } from '../agent/tool.ts';
import { childBrief, type Order, type PreparedBrief } from './childBrief.ts';
import { chooseProfile, notesOnProviders } from './chooseProfile.ts';
import { expect } from './expectation.ts';
import { laterChildren } from './laterChildren.ts';
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
  const used = [member.brief.model, parts.childDefaults.model];
  const notes = profile ? notesOnProviders(profile, used) : [];
  const stranger = file && { ...file, notes: [...file.notes, ...notes] };
  const own = { callId: call.callId, kind: { profile: order.profile, model: brief.model }, count };
  const lookAhead = async (room: number) =>
    expect([own, ...(await laterChildren({ call, count, setAside, room }, parts))], ports);
  const wish = { ...wisher, together: call.together, count, setAside, lookAhead, stranger };
  return { wish, brief };
}
