import type { Amount } from '../agent/cost.ts';
import { type CallContext, ToolError } from '../agent/tool.ts';
import type { AskedFor } from './askedCalls.ts';
import { Budget } from './budget.ts';
import { type BriefParts, childBrief, type PreparedBrief } from './childBrief.ts';
import { chooseProfile } from './chooseProfile.ts';
import type { CalledFor } from './expectation.ts';
import type { LeadParts } from './leadTools.ts';

interface From {
  readonly call: CallContext;
  /** Its own children, and what is set aside for each. */
  readonly count: number;
  readonly setAside: Amount;
  /** So many children can start after them. */
  readonly room: number;
}

/** The children that the calls after this one would start as things stand; calls that would be refused are left out. */
export async function laterChildren(
  { call, count, setAside, room }: From,
  parts: LeadParts,
): Promise<readonly CalledFor[]> {
  const { member, askedCalls } = parts;
  const { depth, brief } = member;
  // The same agent with a budget of its own to try on: each call finds what those before it would leave.
  const budget = Budget.of(member.budget.remaining());
  const look = lookOnce({ ...parts, member: { depth, brief, budget } });
  budget.branch(noCeiling, times(setAside, count));
  const later: CalledFor[] = [];
  let left = room;
  for (const other of call.together.slice(call.together.findIndex(({ id }) => id === call.callId) + 1)) {
    const order = brief.tools.includes(other.name) ? askedCalls.of(other) : undefined;
    if (!order || order.count > left) continue;
    const { count: more, profile } = order;
    const prepared = await look(order);
    if (!prepared || !budget.branch(noCeiling, times(prepared.setAside, more))) continue;
    left -= more;
    later.push({ callId: other.id, kind: { profile, model: prepared.brief.model }, count: more });
  }
  return later;
}

const noCeiling = { tokens: null, costUsd: null };

const times = ({ tokens, costUsd }: Amount, count: number): Amount => ({
  tokens: tokens * count,
  costUsd: costUsd * count,
});

/** What a call would be given, undefined where it would be refused. Looks each profile and model up only once. */
function lookOnce({ spawning, ...parts }: BriefParts & Pick<LeadParts, 'ports' | 'spawning'>) {
  const { profiles, canUse } = parts.ports;
  const ports = { ...parts.ports, canUse: once(canUse) };
  const choose = once((name: string | undefined) => chooseProfile(name, profiles));
  return async (order: AskedFor): Promise<PreparedBrief | undefined> => {
    const choice = await choose(order.profile);
    if (choice.kind === 'none') return prepare(order, undefined, { ...parts, ports });
    if (choice.kind === 'refused' || (choice.stranger && spawning.isRejected(choice.stranger)))
      return undefined;
    return prepare(order, choice.profile, { ...parts, ports });
  };
}

function once<Key, Found>(look: (key: Key) => Promise<Found>): (key: Key) => Promise<Found> {
  const found = new Map<Key, Promise<Found>>();
  return (key) => {
    const known = found.get(key) ?? look(key);
    found.set(key, known);
    return known;
  };
}

async function prepare(...asked: Parameters<typeof childBrief>): Promise<PreparedBrief | undefined> {
  try {
    return await childBrief(...asked);
  } catch (error) {
    if (error instanceof ToolError) return undefined;
    throw error;
  }
}
