import { ToolError } from '../../core/agent/tool.ts';
import { type FoundProfile, type Profile, ProfileName, type Profiles } from '../../core/spawn/profile.ts';
import { diskReason } from '../changes/diskReason.ts';
import { errorCode } from '../confinement/identity.ts';
import type { Workspace } from '../confinement/resolver.ts';
import type { Layout } from '../layout/layout.ts';
import { parseProfileFile } from './profileFile.ts';
import { findProfileFiles, type ProfilePlace } from './profileFolders.ts';
import { nameFrom } from './profileNames.ts';
import { createProfileTrust, isSame, type Trusted } from './profileTrust.ts';
import { readProfile } from './readProfile.ts';

export interface ProfilesOptions {
  readonly workspace: Workspace;
  /** What is hidden from agents; nothing is where it is not known. */
  readonly layout?: Layout;
  /** Where trust is recorded; agents never reach it. */
  readonly stateDirectory: string;
  readonly builtIn: readonly Profile[];
}

/**
 * The profiles of a workspace: its files, and below them the built-in ones. A file hides what comes after it under the
 * same name, also while it is broken or not trusted, so that a name never means something else than people see.
 */
export function createProfiles({ workspace, layout, stateDirectory, builtIn }: ProfilesOptions): Profiles {
  const trust = createProfileTrust(stateDirectory);
  // Nothing here waits for anybody; a stopped run needs no answer sooner than the disk gives it.
  const { signal } = new AbortController();

  const list = async (): Promise<readonly FoundProfile[]> => {
    const { files, problems } = await findProfileFiles(workspace);
    const trusted = await trust.read();
    const inspected = await Promise.all(
      files.map(async (place) => ({
        place,
        found: await inspect({ workspace, layout }, place, { trusted, signal }),
      })),
    );
    const ownNames = firstOfEachName(inspected);
    const shipped = builtIn.filter(({ name }) => !ownNames.has(name));
    return [
      ...ownNames.values(),
      ...problems.map(({ path, message }) => ({ kind: 'broken' as const, name: path, path, message })),
      ...shipped.map((profile) => ({
        kind: 'found' as const,
        profile,
        source: { kind: 'builtIn' as const },
      })),
    ];
  };
  return {
    list,
    find: async (name) => {
      if (!ProfileName.safeParse(name).success) return undefined;
      return (await list()).find((found) => nameOf(found) === name);
    },
    trust: async (name, path, hash) => {
      const resolution = await workspace.resolve(path);
      if (resolution.kind === 'denied') throw new ToolError(resolution.reason);
      try {
        await trust.add({ name, path: resolution.path.canonical, hash });
      } catch (error) {
        if (errorCode(error) === 'error') throw error;
        throw new ToolError(`That "${path}" is trusted cannot be recorded: ${diskReason(error)}.`);
      }
    },
  };
}

interface Inspected {
  readonly place: ProfilePlace;
  readonly found: FoundProfile;
}

async function inspect(
  where: Parameters<typeof readProfile>[0],
  place: ProfilePlace,
  { trusted, signal }: { readonly trusted: readonly Trusted[]; readonly signal: AbortSignal },
): Promise<FoundProfile> {
  const { path, stem } = place;
  const file = await readProfile(where, path, signal);
  if (file.kind === 'unreadable') {
    return { kind: 'broken', name: nameFrom(stem) ?? stem, path, message: file.message };
  }
  const { text, hash, canonical } = file;
  const parsed = parseProfileFile({ ...place, text });
  if (parsed.kind === 'broken') return { kind: 'broken', name: parsed.name, path, message: parsed.message };
  const { profile, notes } = parsed;
  const isTrusted = trusted.some((entry) => isSame(entry, { name: profile.name, path: canonical, hash }));
  return { kind: 'found', profile, source: { kind: 'file', path, hash, text, isTrusted, notes } };
}

/** Two files of one folder with one name are both not to be used: nothing tells which one people mean. */
function firstOfEachName(files: readonly Inspected[]): ReadonlyMap<string, FoundProfile> {
  const first = new Map<string, Inspected>();
  for (const file of files) {
    const name = nameOf(file.found);
    const other = first.get(name);
    if (other === undefined) first.set(name, file);
    else if (other.place.folder === file.place.folder && other.found.kind === 'found') {
      const { path } = other.place;
      const message = `${path}: the name "${name}" is also that of ${file.place.path}. Rename one of them.`;
      first.set(name, { ...other, found: { kind: 'broken', name, path, message } });
    }
  }
  return new Map([...first].map(([name, { found }]) => [name, found]));
}

const nameOf = (found: FoundProfile) => (found.kind === 'found' ? found.profile.name : found.name);
