import type { Amount } from '../agent/cost.ts';
import { type CallContext, ToolError } from '../agent/tool.ts';
import type { AskedFor } from './askedCalls.ts';
import { Budget } from './budget.ts';
import { type BriefParts, childBrief, type PreparedBrief } from './childBrief.ts';
import type { CountedKind } from './expectation.ts';
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
): Promise<readonly CountedKind[]> {
  const { member, ports, askedCalls } = parts;
  // The same agent with a budget of its own to try on: each call finds what those before it would leave.
  const budget = Budget.of(member.budget.remaining());
  const onTrial = { ...parts, member: { depth: member.depth, brief: member.brief, budget } };
  budget.branch(noCeiling, times(setAside, count));
  const later: CountedKind[] = [];
  let left = room;
  for (const other of call.together.slice(call.together.findIndex(({ id }) => id === call.callId) + 1)) {
    const asked = await askedCalls.of(other, ports.profiles);
    if (!asked || asked.order.count > left) continue;
    const { count: more, profile } = asked.order;
    const prepared = await prepare(asked, onTrial);
    if (!prepared || !budget.branch(noCeiling, times(prepared.setAside, more))) continue;
    left -= more;
    later.push({ kind: { profile, model: prepared.brief.model }, count: more });
  }
  return later;
}

const noCeiling = { tokens: null, costUsd: null };

const times = ({ tokens, costUsd }: Amount, count: number): Amount => ({
  tokens: tokens * count,
  costUsd: costUsd * count,
});

/** Undefined where the model would be told why not. */
async function prepare({ order, profile }: AskedFor, parts: BriefParts): Promise<PreparedBrief | undefined> {
  try {
    return await childBrief(order, profile, parts);
  } catch (error) {
    if (error instanceof ToolError) return undefined;
    throw error;
  }
}
