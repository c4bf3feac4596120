import * as disk from 'node:fs/promises';
import * as nodePath from 'node:path';
import { PathLocks } from '../changes/pathLocks.ts';
import { type GuardedArea, type Resolution, ResolvedPath, type Way, type WorkspaceFolder } from './guard.ts';
import { errorCode, identityOf, isInside } from './identity.ts';
import { type NamingRules, pathParts, quotePath, refusePathText } from './pathText.ts';
import { type GuardDisk, realDisk } from './walk.ts';

/** The folders agents work in. `resolve` is the only way from a model's text to a path; it never throws. */
export interface Workspace {
  readonly folders: readonly WorkspaceFolder[];
  readonly locks: PathLocks;
  /** Real host paths that no agent may touch. */
  readonly closed: readonly string[];
  resolve(text: string): Promise<Resolution>;
}

export interface WorkspaceOptions {
  readonly folders: readonly { readonly name: string; readonly path: string }[];
  /** Host paths that no agent may touch even when they lie inside a folder, such as Muster's own state. */
  readonly closed?: readonly string[];
  readonly disk?: GuardDisk;
  readonly rules?: NamingRules;
}

const virtualRoot = '/workspace';

/** Opens folders by their real paths. Throws if one of them is missing or not a folder. */
export async function openWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const folders: WorkspaceFolder[] = [];
  for (const { name, path } of options.folders) {
    const root = await disk.realpath(path);
    const stats = await disk.lstat(root, { bigint: true });
    if (!stats.isDirectory()) throw new Error(`${path} is not a folder`);
    const unique = uniqueName(name, root, folders);
    folders.push({ name: unique, root, given: nodePath.resolve(path), identity: identityOf(stats) });
  }
  if (folders.length === 0) throw new Error('A workspace needs at least one folder');

  const closed = await Promise.all((options.closed ?? []).map((path) => realpathOfExisting(path)));
  const area: GuardedArea = { folders, closed, disk: options.disk ?? realDisk };
  const rules = options.rules ?? (process.platform === 'win32' ? 'windows' : 'posix');
  return { folders, closed, locks: new PathLocks(), resolve: (text) => resolve(area, rules, text) };
}

async function resolve(area: GuardedArea, rules: NamingRules, text: string): Promise<Resolution> {
  const refusal = refusePathText(text, rules);
  const resolution = refusal === undefined ? await resolveText(area, text) : deniedBy(refusal);
  if (resolution.kind === 'resolved') return resolution;
  return { ...resolution, reason: `${quotePath(text)} is refused: ${resolution.reason}.` };
}

function resolveText(area: GuardedArea, text: string): Promise<Resolution> | Resolution {
  const isVirtual = text === virtualRoot || text.startsWith(`${virtualRoot}/`);
  if (!nodePath.isAbsolute(text)) return resolveNames(area, pathParts(text));

  const path = nodePath.normalize(text);
  const holders = area.folders
    .flatMap((folder) => [folder.root, folder.given].map((prefix) => ({ folder, prefix })))
    .filter(({ prefix }) => isInside(prefix, path))
    .toSorted((a, b) => b.prefix.length - a.prefix.length);
  const holder = holders[0];
  if (holder !== undefined) {
    const names = nodePath.relative(holder.prefix, path).split(nodePath.sep);
    return ResolvedPath.guard(area, holder.folder, names.filter(Boolean));
  }
  if (isVirtual) return resolveNames(area, pathParts(text.slice(virtualRoot.length)), true);
  return deniedBy('it leads outside the workspace');
}

/** Without ways, no disk was asked. */
function deniedBy(reason: string, ways: readonly Way[] = []): Resolution {
  return { kind: 'denied', reason, ways };
}

async function resolveNames(
  area: GuardedArea,
  names: readonly string[],
  mustName = false,
): Promise<Resolution> {
  const [only, ...others] = area.folders;
  if (only !== undefined && others.length === 0) return ResolvedPath.guard(area, only, names);

  const named = area.folders.find(({ name }) => name === names[0]);
  if (named !== undefined) return ResolvedPath.guard(area, named, names.slice(1));

  const choices = area.folders.map(({ name }) => `${virtualRoot}/${name}/…`).join(', ');
  if (mustName || names.length === 0) return deniedBy(`name the folder: ${choices}`);

  const found: Resolution[] = [];
  const ways: Way[] = [];
  for (const folder of area.folders) {
    const resolution = await ResolvedPath.guard(area, folder, names);
    if (resolution.kind === 'denied') return resolution;
    const { facts } = resolution.path;
    ways.push({ asked: facts.asked, reached: facts });
    if (resolution.path.kind !== 'missing') found.push(resolution);
  }
  const [first, second] = found;
  if (first !== undefined && second === undefined) return first;
  return deniedBy(`it is ambiguous, name the folder: ${choices}`, ways);
}

/** The folder's name if a model can write it and no other folder has it; else one made from its place on the disk. */
function uniqueName(name: string, root: string, taken: readonly WorkspaceFolder[]): string {
  const isPlain =
    pathParts(name).length === 1 && !name.includes('/') && refusePathText(name, 'posix') === undefined;
  const wanted = isPlain ? name : nodePath.basename(root) || 'root';
  const isTaken = (candidate: string) => taken.some((folder) => folder.name === candidate);
  let candidate = wanted;
  for (let n = 2; isTaken(candidate); n++) candidate = `${wanted}-${n}`;
  return candidate;
}

/** The real path of what exists, with the names below it that do not exist yet. */
async function realpathOfExisting(path: string): Promise<string> {
  const absolute = nodePath.resolve(path);
  try {
    return await disk.realpath(absolute);
  } catch (error) {
    const parent = nodePath.dirname(absolute);
    if (errorCode(error) !== 'ENOENT' || parent === absolute) throw error;
    return nodePath.join(await realpathOfExisting(parent), nodePath.basename(absolute));
  }
}
