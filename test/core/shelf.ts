import type { FoundProfile, Profile, Profiles } from '../../src/core/spawn/profile.ts';

/** The profiles of a test run, in memory; a file's hash is its text. */
export class Shelf implements Profiles {
  readonly found = new Map<string, FoundProfile>();
  readonly trusted = new Set<string>();

  /** Puts a profile there, as a file with this text, or built in if there is none. */
  put(profile: Partial<Profile> & { readonly name: string }, text?: string): void {
    const whole: Profile = {
      description: profile.name,
      instructions: `Be a ${profile.name}.`,
      models: [],
      tools: null,
      limits: {},
      ...profile,
    };
    const path = `.muster/agents/${profile.name}.md`;
    const file = {
      kind: 'file' as const,
      path,
      hash: text ?? '',
      text: text ?? '',
      isTrusted: false,
      notes: [],
    };
    const source = text === undefined ? ({ kind: 'builtIn' } as const) : file;
    this.found.set(profile.name, { kind: 'found', profile: whole, source });
  }

  async list(): Promise<readonly FoundProfile[]> {
    return [...this.found.values()];
  }

  async find(name: string): Promise<FoundProfile | undefined> {
    const found = this.found.get(name);
    if (found?.kind !== 'found' || found.source.kind !== 'file') return found;
    const { path, hash } = found.source;
    return { ...found, source: { ...found.source, isTrusted: this.trusted.has(`${name} ${path} ${hash}`) } };
  }

  async trust(name: string, path: string, hash: string): Promise<void> {
    this.trusted.add(`${name} ${path} ${hash}`);
  }
}
