import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { diskReason } from '../changes/diskReason.ts';
import { errorCode } from '../confinement/identity.ts';
import type { Workspace } from '../confinement/resolver.ts';
import type { ProfileKind } from './profileFile.ts';

/** A file that may hold a profile, not opened yet. */
export interface ProfilePlace {
  readonly kind: ProfileKind;
  /** Workspace-relative. */
  readonly path: string;
  /** The file's name without its ending. */
  readonly stem: string;
  /** The profile folder it was found in. */
  readonly folder: string;
}

/** The first of them are those that count, where two share a name. */
export interface ProfilePlaces {
  readonly files: readonly ProfilePlace[];
  /** Folders that could not be read in full, with the reason. */
  readonly problems: readonly FolderProblem[];
}

interface FolderProblem {
  readonly path: string;
  readonly message: string;
}

/** More than people keep, and few enough to read each time a child is started. */
const mostProfiles = 200;

interface FolderKind {
  readonly kind: ProfileKind;
  readonly folder: string;
  readonly ending: string;
  /** Whether folders right inside count as well. */
  readonly isNested: boolean;
}

const kinds: readonly FolderKind[] = [
  { kind: 'muster', folder: '.muster/agents', ending: '.md', isNested: false },
  { kind: 'claude', folder: '.claude/agents', ending: '.md', isNested: true },
  { kind: 'copilot', folder: '.github/agents', ending: '.agent.md', isNested: false },
];

/** Lists the profile folders of all workspace folders, by kind, then folder, then name. Never throws for what is there. */
export async function findProfileFiles(workspace: Workspace): Promise<ProfilePlaces> {
  const found = { files: [] as ProfilePlace[], problems: [] as FolderProblem[] };
  for (const kind of kinds) {
    for (const { name } of workspace.folders) {
      const folder = workspace.folders.length === 1 ? kind.folder : `${name}/${kind.folder}`;
      await addFiles(workspace, folder, { ...kind, folder }, found);
    }
  }
  const files = found.files.slice(0, mostProfiles);
  const next = found.files[mostProfiles];
  if (next === undefined) return found;
  const left = found.files.length - mostProfiles;
  const message = `Only ${mostProfiles} profile files are read; ${left} are left out, from "${next.path}" on.`;
  return { files, problems: [...found.problems, { path: next.folder, message }] };
}

async function addFiles(
  workspace: Workspace,
  path: string,
  kind: FolderKind,
  found: { readonly files: ProfilePlace[]; readonly problems: FolderProblem[] },
): Promise<void> {
  const entries = await entriesOf(workspace, path);
  if (typeof entries === 'string') {
    found.problems.push({ path, message: entries });
    return;
  }
  for (const entry of entries) {
    const { name } = entry;
    const at = `${path}/${name}`;
    if (name.startsWith('.') || /^readme\.md$/i.test(name)) continue;
    if (!entry.isDirectory() && name.endsWith(kind.ending)) {
      const stem = name.slice(0, -kind.ending.length);
      found.files.push({ kind: kind.kind, path: at, stem, folder: kind.folder });
    }
    if (entry.isDirectory() && kind.isNested)
      await addFiles(workspace, at, { ...kind, isNested: false }, found);
  }
}

/** The entries of a folder inside the workspace by name, none if it is not there; a text is why it cannot be read. */
async function entriesOf(workspace: Workspace, path: string): Promise<readonly Dirent[] | string> {
  const resolution = await workspace.resolve(path);
  if (resolution.kind === 'denied') return resolution.reason;
  const { kind, canonical } = resolution.path;
  if (kind === 'missing') return [];
  if (kind !== 'directory') return `"${path}" is not a folder.`;
  try {
    const entries = await readdir(canonical, { withFileTypes: true });
    return entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (errorCode(error) === 'error') throw error;
    return `"${path}" cannot be read: ${diskReason(error)}.`;
  }
}
