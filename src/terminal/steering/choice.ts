import type { RunView } from '../../core/journal/runView.ts';
import type { KeyPress } from './keyPresses.ts';
import { targetsOf, type Verb } from './targets.ts';

/** A person choosing an agent. What stands at a place stays there, so that no number changes its meaning. */
export interface Choice {
  readonly verb: Verb;
  readonly ids: readonly string[];
  /** The place chosen so far. */
  readonly at: number;
  /** The digits of a number being typed. */
  readonly typed: string;
  /** Asked whether the one chosen is really meant. */
  readonly isAsked: boolean;
}

/** Undefined if there is nothing to choose from. */
export function openChoice(verb: Verb, view: RunView): Choice | undefined {
  const ids = targetsOf(verb, view);
  return ids.length === 0 ? undefined : { verb, ids, at: 0, typed: '', isAsked: false };
}

/** The choice after more facts: what can be chosen since comes last. Undefined once nothing of it can be chosen. */
export function followed(choice: Choice, view: RunView): Choice | undefined {
  const targets = targetsOf(choice.verb, view);
  if (targets.length === 0) return undefined;
  const known = new Set(choice.ids);
  const isAsked = choice.isAsked && targets.includes(chosen(choice));
  return { ...choice, isAsked, ids: [...choice.ids, ...targets.filter((id) => !known.has(id))] };
}

/** The choice after an arrow or a digit; the same after any other key. */
export function moved(choice: Choice, key: KeyPress): Choice {
  const { at, ids, typed } = choice;
  if (key === 'up') return { ...choice, typed: '', at: Math.max(0, at - 1) };
  if (key === 'down') return { ...choice, typed: '', at: Math.min(ids.length - 1, at + 1) };
  if (key === 'backspace') return { ...choice, typed: '' };
  if (!/^\d$/.test(key)) return choice;
  const number = [`${typed}${key}`, key].find((digits) => isPlace(Number(digits) - 1, ids));
  return number === undefined ? choice : { ...choice, typed: number, at: Number(number) - 1 };
}

const isPlace = (at: number, ids: readonly string[]) => at >= 0 && at < ids.length;

/** The id that is chosen. */
export const chosen = ({ ids, at }: Choice): string => ids[at] ?? '';
