import * as nodePath from 'node:path';
import { isInside } from '../confinement/identity.ts';
import { refusePathText } from '../confinement/pathText.ts';
import { mayHoldSecrets, secretGlobs } from '../confinement/protectedPaths.ts';
import { accessOf, type Layout } from '../layout/layout.ts';
import type { ToolContext } from '../tools/toolContext.ts';
import { displayName, holderOf, type SearchPlace } from './searchPlace.ts';
import { isUnremarkable } from './unremarkable.ts';

/** Why a file is left out of what searches show. */
export type Hidden = 'secret' | 'layout' | 'closed' | 'name';

/** Says of a name in a place whether agents may see it, without looking at the disk; `elsewhere` is another place's. */
export type JudgeName = (name: string) => 'visible' | 'elsewhere' | Hidden;

/** Placed after all other globs, because the last match wins. */
const hiddenGlobs = ['!**/.git', '!**/.git/**', '!**/.muster-*.tmp'].flatMap((glob) => ['--iglob', glob]);
const secretExclusions = secretGlobs.flatMap((glob) => ['--iglob', `!${glob}`]);

/** Options that leave out what nobody looks for, for lists of names. */
export const listedGlobs: readonly string[] = hiddenGlobs;

/** Options that also keep files which may hold secrets from being opened. */
export const openedGlobs: readonly string[] = [...hiddenGlobs, ...secretExclusions];

/** The judge of the names in a place. Tens of thousands of names must not take it longer than a moment. */
export function judgeNames(
  { workspace, layout }: Pick<ToolContext, 'workspace' | 'layout'>,
  place: SearchPlace,
): JudgeName {
  const closed = workspace.closed.filter((path) => isInside(place.cwd, path) || isInside(path, place.cwd));
  const isClosed = (name: string) =>
    closed.some((path) => isInside(path, nodePath.join(place.cwd, ...name.split('/'))));
  const hiding = new Set(
    [place.own, ...place.inner].map(({ folder }) => folder.name).filter((name) => hides(layout, name)),
  );
  const rules = process.platform === 'win32' ? 'windows' : 'posix';
  const judge: JudgeName = (name) => {
    const { folder, below, inside, protectedBy, isElsewhere } = holderOf(place, name);
    if (isElsewhere) return 'elsewhere';
    const relative = inside + name.slice(below.length);
    if (isClosed(name)) return 'closed';
    if (hiding.has(folder.name) && accessOf(layout, folder.name, relative) === 'none') return 'layout';
    if (mayHoldSecrets(protectedBy + relative)) return 'secret';
    const isUnwritable =
      name.includes('\ufffd') || refusePathText(displayName(place, name), rules) !== undefined;
    return isUnwritable ? 'name' : 'visible';
  };
  // Most files lie in folders without any rule and have names that none is about: for these a glance is enough.
  const open = new Set(
    [place.own, ...place.inner].filter(
      ({ folder, display, inside, protectedBy, isElsewhere }) =>
        !isElsewhere &&
        closed.length === 0 &&
        !hiding.has(folder.name) &&
        [display + inside, protectedBy + inside].every(isUnremarkable),
    ),
  );
  return (name) => (open.has(holderOf(place, name)) && isUnremarkable(name) ? 'visible' : judge(name));
}

/** Whether the layout hides anything in the folders of a place. */
export function hidesIn({ layout }: Pick<ToolContext, 'layout'>, { own, inner }: SearchPlace): boolean {
  return [own, ...inner].some(({ folder }) => hides(layout, folder.name));
}

/** Whether anything at all is hidden by a folder's layout. */
function hides({ folders, usual }: Layout, name: string): boolean {
  const { table, inner } = folders.get(name) ?? usual;
  return [table, ...inner.map((further) => further.table)].some(
    ({ rows, otherwise }) => otherwise === 'none' || rows.some(({ access }) => access === 'none'),
  );
}
