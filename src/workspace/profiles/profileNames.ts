import { ProfileName } from '../../core/spawn/profile.ts';

export function isProfileName(text: string): boolean {
  return ProfileName.safeParse(text).success;
}

/** The name that a file's name stands for, such as `api-expert` for `API Expert`; undefined if there is none. */
export function nameFrom(stem: string): string | undefined {
  const name = stem.toLowerCase().replace(/[\s._]+/g, '-');
  return isProfileName(name) ? name : undefined;
}

/** Whether a text has the form `provider/model`. */
export function isModelName(text: string): boolean {
  return text.length <= 200 && /^[a-z][a-z0-9-]*\/[\x21-\x7e]+$/.test(text);
}

/** What is wrong with a name that cannot be used. */
export const nameForm = 'lower-case letters, digits and "-", at most 64';
