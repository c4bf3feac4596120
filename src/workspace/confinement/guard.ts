import type { BigIntStats } from 'node:fs';
import * as nodePath from 'node:path';
import { errorCode, type Identity, identityOf, isInside, sameIdentity } from './identity.ts';
import { askedAhead, collidingName, type GuardDisk, type Refused, type Walked, walk } from './walk.ts';

/** One folder of the workspace. `root` is its real path, `given` the path it was opened by. */
export interface WorkspaceFolder {
  readonly name: string;
  readonly root: string;
  readonly given: string;
  readonly identity: Identity;
}

export type Resolution =
  | { readonly kind: 'resolved'; readonly path: ResolvedPath }
  /** `ways`: what was looked at. The reason must not be told where a part of it is hidden. */
  | { readonly kind: 'denied'; readonly reason: string; readonly ways: readonly Way[] };

/** A place in a folder of the workspace. */
export interface Place {
  readonly folder: WorkspaceFolder;
  /** Path below its folder, with `/`; empty for the folder itself. */
  readonly relative: string;
  /** The name shown to people and models: `relative`, with the folder's name in front where there are several. */
  readonly display: string;
}

/** What was named, and the place that it led to, which is another one behind a link. */
export interface Way {
  readonly asked: Place;
  readonly reached: Place;
}

/** Everything the guard may look at: the folders, host paths no agent may touch, and the disk. */
export interface GuardedArea {
  readonly folders: readonly WorkspaceFolder[];
  readonly closed: readonly string[];
  readonly disk: GuardDisk;
}

interface PathFacts extends Place {
  /** As it was named, before any link was followed. */
  readonly asked: Place;
  /** What protection rules judge: the path from the outermost folder that holds it, that folder's name included. */
  readonly protectedName: string;
  /** Absolute path without links. */
  readonly canonical: string;
  readonly kind: 'missing' | 'file' | 'directory' | 'other';
  readonly identity: Identity | undefined;
  readonly links: bigint;
  /** The deepest folder above it that exists, as it was when judged. */
  readonly base: { readonly path: string; readonly identity: Identity };
}

const mint = Symbol('only the guard makes resolved paths');

/** A path that the guard judged to be inside the workspace. The file layer takes nothing else; only `guard` makes one. */
export class ResolvedPath {
  readonly #facts: PathFacts;

  private constructor(key: symbol, facts: PathFacts) {
    if (key !== mint) throw new Error('A resolved path can only be made by the guard');
    this.#facts = facts;
  }

  /** Judges names below a folder against the disk. Denies on any doubt and on any error; never throws. */
  static async guard(
    area: GuardedArea,
    folder: WorkspaceFolder,
    names: readonly string[],
  ): Promise<Resolution> {
    const named = nodePath.join(folder.root, ...names);
    const denied = (reason: string, at: string): Resolution => {
      const asked = placeAt(area, named);
      const ways = asked ? [{ asked, reached: placeAt(area, at) ?? asked }] : [];
      return { kind: 'denied', reason, ways };
    };
    try {
      const found = await judge(area, folder, names);
      if ('reason' in found) return denied(found.reason, found.at);
      const { folder: own, relative, display } = found;
      const asked = placeAt(area, named) ?? { folder: own, relative, display };
      return { kind: 'resolved', path: new ResolvedPath(mint, { ...found, asked }) };
    } catch (error) {
      return denied(`it could not be checked (${errorCode(error)})`, named);
    }
  }

  /** The facts as judged; throws for anything that only looks like a resolved path. */
  get facts(): Readonly<PathFacts> {
    return this.#facts;
  }
  get display(): string {
    return this.#facts.display;
  }
  get canonical(): string {
    return this.#facts.canonical;
  }
  get kind(): PathFacts['kind'] {
    return this.#facts.kind;
  }
}

async function judge(
  area: GuardedArea,
  folder: WorkspaceFolder,
  names: readonly string[],
): Promise<Omit<PathFacts, 'asked'> | Refused> {
  const disk = askedAhead(area.disk, folder.root, names);
  const rootNow = await disk.lstat(folder.root);
  if (!sameIdentity(rootNow, folder.identity))
    return { reason: 'the workspace folder is no longer the one that was opened', at: folder.root };

  const roots = area.folders.map(({ root }) => root);
  const walked = await walk({ from: folder.root, stats: rootNow, roots, disk }, names);
  if ('reason' in walked) return walked;

  const real = await disk.realpath(walked.existing);
  const canonical = nodePath.join(real, ...walked.missing);
  const holders = area.folders.filter(({ root }) => isInside(root, real) && isInside(root, canonical));
  const [outer] = holders.toSorted((a, b) => a.root.length - b.root.length);
  const place = placeAt(area, canonical);
  if (outer === undefined || place === undefined)
    return { reason: 'it leads outside the workspace', at: canonical };
  const { folder: inner } = place;
  if (area.closed.some((path) => isInside(path, canonical)))
    return { reason: "it belongs to Muster's own records", at: canonical };

  const firstMissing = walked.missing[0];
  const collision = firstMissing === undefined ? undefined : await collidingName(disk, real, firstMissing);
  if (collision !== undefined)
    return {
      reason: `its name collides with ${JSON.stringify(collision)}, spelled differently`,
      at: canonical,
    };

  const isMissing = firstMissing !== undefined;
  const base = isMissing || canonical === inner.root ? real : nodePath.dirname(real);
  return {
    ...place,
    protectedName: slashed(
      nodePath.join(nodePath.basename(outer.root), nodePath.relative(outer.root, canonical)),
    ),
    canonical,
    kind: isMissing ? 'missing' : kindOf(walked.stats),
    identity: isMissing ? undefined : identityOf(walked.stats),
    links: isMissing || walked.stats.isDirectory() ? 1n : walked.stats.nlink,
    base: { path: base, identity: identityOf(await baseStats(base, real, walked, disk)) },
  };
}

/** The innermost folder that holds an absolute path; undefined for a path outside of all. */
function placeAt({ folders }: GuardedArea, path: string): Place | undefined {
  const holders = folders.filter(({ root }) => isInside(root, path));
  const folder = holders.toSorted((a, b) => a.root.length - b.root.length).at(-1);
  if (folder === undefined) return undefined;
  const relative = slashed(nodePath.relative(folder.root, path));
  const display = folders.length === 1 ? relative : nodePath.posix.join(folder.name, relative);
  return { folder, relative, display };
}

/** What the walk itself saw is used where it holds for the real path: nobody can have put another folder there since. */
async function baseStats(base: string, real: string, walked: Walked, disk: GuardDisk): Promise<BigIntStats> {
  const seen = real !== walked.existing ? undefined : base === real ? walked.stats : walked.above;
  return seen ?? disk.lstat(base);
}

function kindOf(stats: BigIntStats): PathFacts['kind'] {
  if (stats.isFile()) return 'file';
  return stats.isDirectory() ? 'directory' : 'other';
}

function slashed(path: string): string {
  return nodePath.sep === '/' ? path : path.split(nodePath.sep).join('/');
}
