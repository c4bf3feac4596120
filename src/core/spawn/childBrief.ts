import type { AgentLimits, Brief } from '../agent/brief.ts';
import type { Amount } from '../agent/cost.ts';
import { ToolError } from '../agent/tool.ts';
import type { Ports } from '../ports.ts';
import { unpriced } from '../prompts/refusals.ts';
import type { Budget } from './budget.ts';
import { isCostKnown } from './costKnown.ts';
import type { Member } from './member.ts';
import type { Profile } from './profile.ts';

/** What a model may ask for its child, apart from the task. */
export interface Order {
  readonly label: string;
  /** How many such children. */
  readonly count: number;
  readonly model?: string | undefined;
  readonly tools?: readonly string[] | undefined;
  readonly deadline_seconds?: number | undefined;
  readonly max_turns?: number | undefined;
  readonly token_budget?: number | undefined;
  readonly cost_budget_usd?: number | undefined;
}

/** What the host knows when it makes a child's brief. */
export interface BriefParts {
  /** Whose child it is. */
  readonly member: Pick<Member, 'depth' | 'brief'> & { readonly budget: Pick<Budget, 'remaining'> };
  /** Names of the tools a child of this agent may be given. */
  readonly inheritable: readonly string[];
  /** What a child gets where nothing else is said; its limits are also the most that can be asked for. */
  readonly childDefaults: Pick<Brief, 'model' | 'limits'>;
  readonly ports: Pick<Ports, 'provider' | 'canUse' | 'price'>;
}

/** A child's brief but for its task, and what is set aside for it of its parent's budget. */
export interface PreparedBrief {
  readonly brief: Omit<Brief, 'task'>;
  readonly setAside: Amount;
}

/**
 * What the model and the profile ask for, within what the host allows: never more tools, time, turns or tokens than the
 * run gives a child. Throws `ToolError` with what to change.
 */
export async function childBrief(
  order: Order,
  profile: Profile | undefined,
  parts: BriefParts,
): Promise<PreparedBrief> {
  const { member, childDefaults, ports } = parts;
  const model = await modelFor(order, profile, parts);
  const tools = toolsFor(order, profile, parts);
  const { deadlineSeconds, turns, tokens } = childDefaults.limits;
  const of = profile?.limits ?? {};
  const asked = {
    tokens: least(order.token_budget, of.tokens),
    costUsd: least(order.cost_budget_usd, of.costUsd),
  };
  if (asked.costUsd !== null && !isCostKnown(model, ports)) throw new ToolError(unpriced(model));
  const share = member.depth > 0 ? shareOf(member.budget.remaining(), order.count) : none;
  const limits: AgentLimits = {
    deadlineSeconds: least(deadlineSeconds, order.deadline_seconds, of.deadlineSeconds),
    turns: least(turns, order.max_turns, of.turns) ?? turns,
    tokens: least(tokens, asked.tokens ?? share.tokens),
    costUsd: least(childDefaults.limits.costUsd, asked.costUsd ?? share.costUsd),
  };
  const mustReserve = member.depth > 0;
  const setAside = {
    tokens: mustReserve || asked.tokens !== null ? (limits.tokens ?? 0) : 0,
    costUsd: mustReserve || asked.costUsd !== null ? (limits.costUsd ?? 0) : 0,
  };
  const told = profile && { profile: { name: profile.name, instructions: profile.instructions } };
  return { brief: { label: oneLine(order.label), model, tools, limits, ...told }, setAside };
}

/** The model it names, or the first of its profile's that can be used, or the run's own for children. */
async function modelFor(
  { model: named }: Order,
  profile: Profile | undefined,
  { member, childDefaults, ports }: BriefParts,
): Promise<string> {
  if (named !== undefined) {
    const choice = ports.provider(named);
    if (choice.kind === 'unknown') throw new ToolError(choice.message);
    refuseStranger(named, [member.brief.model, childDefaults.model, ...(profile?.models ?? [])]);
    return named;
  }
  const wished = profile?.models ?? [];
  for (const model of wished) {
    if (ports.provider(model).kind === 'found' && (await ports.canUse(model))) return model;
  }
  if (profile && wished.length > 0) {
    throw new ToolError(
      `None of the models of the profile ${profile.name} can be used here: ${wished.join(', ')}. Name a model, or leave profile out.`,
    );
  }
  return childDefaults.model;
}

/** What agents read goes to the providers that a person chose, for this run or in a profile, and to no other one. */
function refuseStranger(model: string, chosen: readonly string[]): void {
  const providers = chosen.map(providerOf);
  if (providers.includes(providerOf(model))) return;
  throw new ToolError(
    `This run uses models of ${[...new Set(providers)].join(' and ')} only; name one of those.`,
  );
}

const providerOf = (model: string) => model.slice(0, model.indexOf('/'));

/** What all of them allow: the parent's tools, the profile's list and the model's own. No list takes the notes away. */
function toolsFor(order: Order, profile: Profile | undefined, { inheritable }: BriefParts): string[] {
  const missing = order.tools?.filter((name) => !inheritable.includes(name)) ?? [];
  if (missing.length > 0) {
    throw new ToolError(`Cannot give ${missing.join(', ')}. A child can have: ${inheritable.join(', ')}.`);
  }
  return inheritable.filter(
    (name) =>
      name === 'note_progress' ||
      ((order.tools?.includes(name) ?? true) && (profile?.tools?.includes(name) ?? true)),
  );
}

const none = { tokens: null, costUsd: null };

/**
 * What each child gets of a parent's own budget where nothing is said: a quarter, and of many three quarters between
 * them, so that there is something left to lead with.
 */
function shareOf(
  { tokens, costUsd }: Amount,
  count: number,
): { tokens: number | null; costUsd: number | null } {
  const part = Math.min(1 / 4, 3 / 4 / count);
  return {
    tokens: Number.isFinite(tokens) ? Math.max(1, Math.floor(tokens * part)) : null,
    costUsd: Number.isFinite(costUsd) ? Math.max(Number.EPSILON, costUsd * part) : null,
  };
}

/** The smallest of the limits that are there; null if none is. */
function least(...limits: readonly (number | null | undefined)[]): number | null {
  const there = limits.filter((limit) => typeof limit === 'number');
  return there.length === 0 ? null : Math.min(...there);
}

/** One visible line: control and invisible characters become spaces. */
const oneLine = (label: string) => label.replace(/[\p{C}\s]+/gu, ' ').trim() || 'child';
