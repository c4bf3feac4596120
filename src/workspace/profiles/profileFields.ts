import type { Profile } from '../../core/spawn/profile.ts';
import type { Field, ProfileProblem, Scalar } from './profileFrontMatter.ts';

/** What the fields of one format say. */
export interface ProfileFields extends Pick<Profile, 'models' | 'tools' | 'limits'> {
  readonly name: string | undefined;
  readonly description: string | undefined;
  /** What of them is not followed, in words for people. */
  readonly notes: readonly string[];
  /** The names of the fields that this format's reader looks at. */
  readonly known: readonly string[];
}

/** A text of a field, with the line it stands on. */
export interface PlacedText {
  readonly text: string;
  readonly line: number;
}

/** How a field may name several things: only as a list, as one text or a list, or as one text with commas or a list. */
export type Listing = 'list' | 'oneOrList' | 'commasOrList';

/** Reads fields as what they must be; undefined where one is absent, or wrong, which is noted in `problems`. */
export interface FieldReader {
  readonly problems: readonly ProfileProblem[];
  /** Notes a problem of a field; returns undefined, for want of a value. */
  refuse(name: string, message: string, line?: number): undefined;
  text(name: string): string | undefined;
  /** Like `text`, for a field that must be there; `advice` says what to write. */
  required(name: string, advice: string): string | undefined;
  texts(name: string, listing: Listing): readonly PlacedText[] | undefined;
  number(name: string, bounds: Bounds): number | undefined;
  /** `90s`, `5m`, `1h`, or seconds as a number. */
  seconds(name: string, most: number): number | undefined;
}

export interface Bounds {
  readonly most: number;
  readonly isWhole: boolean;
}

export function createFieldReader(fields: ReadonlyMap<string, Field>): FieldReader {
  const problems: ProfileProblem[] = [];
  const lineOf = (name: string) => fields.get(name)?.line ?? 1;
  const refuse = (name: string, message: string, line = lineOf(name)): undefined => {
    problems.push({ line, field: name, message });
  };
  const text = (name: string) => {
    if (!fields.has(name)) return undefined;
    const value = fields.get(name)?.value;
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
    return refuse(name, 'it must be text (in quotes, if it looks like something else)');
  };
  const number = (name: string, { most, isWhole }: Bounds) => {
    const value = fields.get(name)?.value;
    if (!fields.has(name)) return undefined;
    const isGood = typeof value === 'number' && value > 0 && value <= most;
    if (isGood && (!isWhole || Number.isInteger(value))) return value;
    const kind = isWhole ? 'a whole number from 1 to' : 'a number above 0 and at most';
    return refuse(name, `it must be ${kind} ${most.toLocaleString('en-US')}`);
  };
  return {
    problems,
    refuse,
    number,
    text,
    required: (name, advice) => (fields.has(name) ? text(name) : refuse(name, `it is missing: ${advice}`)),
    texts: (name, listing) => {
      const field = fields.get(name);
      if (field === undefined) return undefined;
      const items = itemsOf(field, listing);
      if (items === undefined) return refuse(name, listForms[listing]);
      const wrong = items.find(({ value }) => typeof value !== 'string' || value.trim() === '');
      if (wrong !== undefined) return refuse(name, 'each item must be text', wrong.line);
      return items.flatMap(({ value, line }) =>
        typeof value === 'string' ? [{ text: value.trim(), line }] : [],
      );
    },
    seconds: (name, most) => {
      const value = fields.get(name)?.value;
      if (typeof value !== 'string') return number(name, { most, isWhole: false });
      const [, amount, unit] = /^(\d{1,6}(?:\.\d{1,3})?)([smh])$/.exec(value) ?? [];
      const seconds = Number(amount) * (unit === 'h' ? 3600 : unit === 'm' ? 60 : 1);
      if (seconds > 0 && seconds <= most) return seconds;
      return refuse(name, `it must be like 90s, 5m or 1h, or seconds as a number, at most ${most / 3600}h`);
    },
  };
}

const listForms: Readonly<Record<Listing, string>> = {
  list: 'it must be a list such as [one, two]',
  oneOrList: 'it must be one name, or a list such as [one, two]',
  commasOrList: 'it must be names with commas between, or a list such as [one, two]',
};

function itemsOf({ value, line }: Field, listing: Listing): readonly Item[] | undefined {
  if (typeof value === 'object' && value !== null) return value;
  if (typeof value !== 'string' || listing === 'list') return undefined;
  if (listing === 'oneOrList') return [{ value, line }];
  // A comma in brackets belongs to its name, as in `Agent(one, two)`.
  const parts = value.split(/,(?![^(]*\))/).filter((part) => part.trim() !== '');
  return parts.length === 0 ? undefined : parts.map((part) => ({ value: part, line }));
}

interface Item {
  readonly value: Scalar;
  readonly line: number;
}
