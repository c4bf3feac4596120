import type { DraftOf } from '../human/request.ts';
import { brokenProfile, unknownProfile } from '../prompts/refusals.ts';
import { type FoundProfile, type Profile, ProfileName, type Profiles } from './profile.ts';

/** A profile by a model's word for it. `stranger`: its file must be approved by a person first. */
export type ProfileChoice =
  | { readonly kind: 'none' }
  | { readonly kind: 'chosen'; readonly profile: Profile; readonly stranger?: DraftOf<'profile'> }
  | { readonly kind: 'refused'; readonly reason: string };

/** Looks a profile up, as it is on the disk now. Only the exact name counts. */
export async function chooseProfile(name: string | undefined, profiles: Profiles): Promise<ProfileChoice> {
  if (name === undefined) return { kind: 'none' };
  const found = ProfileName.safeParse(name).success ? await profiles.find(name) : undefined;
  if (!found) return { kind: 'refused', reason: unknownProfile(name, namesOf(await profiles.list())) };
  if (found.kind === 'broken') return { kind: 'refused', reason: brokenProfile(found.name, found.message) };
  const { profile, source } = found;
  if (source.kind === 'builtIn' || source.isTrusted) return { kind: 'chosen', profile };
  const { path, hash, text, notes } = source;
  const stranger: DraftOf<'profile'> = { kind: 'profile', name, path, hash, text, notes: [...notes] };
  return { kind: 'chosen', profile, stranger };
}

/** What a person is told before trusting a profile whose agents would send what they read to other providers. */
export function notesOnProviders({ models }: Profile, used: readonly string[]): readonly string[] {
  const known = used.map(providerOf);
  const others = new Set(models.map(providerOf).filter((provider) => !known.includes(provider)));
  if (others.size === 0) return [];
  return [`This run does not use ${[...others].join(', ')} otherwise: what its agents read would go there.`];
}

const providerOf = (model: string) => model.slice(0, model.indexOf('/'));

/** Those that can be chosen; what else lies there may have any name, written for an agent to read. */
const namesOf = (all: readonly FoundProfile[]) =>
  all.flatMap((found) => (found.kind === 'found' ? [found.profile.name] : []));
