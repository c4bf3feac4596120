import { accessOf, type Layout, narrowedBelow, openPlaces } from '../layout/layout.ts';
import type { Place, Resolution, ResolvedPath, Way } from './guard.ts';
import { isBoard, mayHoldSecrets, protectionOf } from './protectedPaths.ts';

export type ReadVerdict = { readonly kind: 'allow' } | { readonly kind: 'deny'; readonly reason: string };
export type ChangeVerdict =
  | { readonly kind: 'allow' }
  | { readonly kind: 'ask'; readonly isProtected: boolean }
  | { readonly kind: 'deny'; readonly reason: string };

/** Whether agents may see this file or folder at all. */
export function judgeRead(path: ResolvedPath, layout: Layout): ReadVerdict {
  const { display, links, protectedName, kind } = path.facts;
  const hidden = hiddenIn([{ asked: path.facts.asked, reached: path.facts }], layout);
  if (hidden) return deny(notOpen(hidden));
  if (mayHoldSecrets(protectedName)) return deny(`"${display}" may hold secrets and is not shown to agents.`);
  if (protectionOf(protectedName) === 'closed')
    return deny(
      `"${display}" belongs to git itself, which may hold credentials, and is not shown to agents.`,
    );
  if (kind === 'other') return deny(`"${display}" is not a regular file.`);
  if (links > 1n)
    return deny(`"${display}" has several hard links, so it may also be a file outside; it is refused.`);
  return { kind: 'allow' };
}

/** Whether agents may create, change, move or delete this file; the same answer for all of these. */
export function judgeChange(path: ResolvedPath, layout: Layout): ChangeVerdict {
  const { display, folder, links, relative, protectedName, kind } = path.facts;
  const hidden = hiddenIn([{ asked: path.facts.asked, reached: path.facts }], layout);
  if (hidden) return deny(`${notOpen(hidden)} ${openPlacesAt(hidden, layout)}`);
  const access = accessOf(layout, folder.name, relative);
  const protection = protectionOf(protectedName);
  if (relative === '' || kind === 'directory') return deny(`"${display || '.'}" is a folder, not a file.`);
  if (kind === 'other') return deny(`"${display}" is not a regular file.`);
  if (links > 1n)
    return deny(`"${display}" has several hard links, so it may also be a file outside; it is refused.`);
  if (protection === 'closed')
    return deny(`"${display}" belongs to git itself and is never written by agents.`);
  if (isBoard(relative))
    return deny(
      `"${display}" is the progress board, kept by the host: say how far you are with note_progress.`,
    );
  if (access === 'read')
    return deny(`"${display}" may be read but not written. ${openPlacesNear(path, layout)}`);
  if (kind === 'file' && mayHoldSecrets(protectedName)) {
    return deny(`"${display}" may hold secrets: agents neither read nor change it.`);
  }
  if (protection === 'guarded') return { kind: 'ask', isProtected: true };
  return access === 'write' ? { kind: 'allow' } : { kind: 'ask', isProtected: false };
}

/** Where new files belong, in words for whoever was refused this path. */
export function openPlacesNear({ facts }: ResolvedPath, layout: Layout): string {
  return openPlacesAt(facts, layout);
}

type Denied = Extract<Resolution, { kind: 'denied' }>;

/** Why a path could not be resolved for reading: nothing but that it is hidden, where it is. */
export function refusalToRead({ reason, ways }: Denied, layout: Layout): string {
  const hidden = hiddenIn(ways, layout);
  return hidden ? notOpen(hidden) : reason;
}

/** The same for a change. */
export function refusalToChange({ reason, ways }: Denied, layout: Layout): string {
  const hidden = hiddenIn(ways, layout);
  return hidden ? `${notOpen(hidden)} ${openPlacesAt(hidden, layout)}` : reason;
}

/** What was named, if it or where it leads is hidden: nobody must be able to tell from an answer what is there. */
function hiddenIn(ways: readonly Way[], layout: Layout): Place | undefined {
  const isHidden = ({ folder, relative }: Place) => accessOf(layout, folder.name, relative) === 'none';
  return ways.find(({ asked, reached }) => isHidden(asked) || isHidden(reached))?.asked;
}

const notOpen = ({ display }: Place) => `"${display || '.'}" is not open to agents.`;

function openPlacesAt({ display, folder, relative }: Place, layout: Layout): string {
  const prefix = display.slice(0, display.length - relative.length);
  const under = narrowedBelow(layout, folder.name, relative);
  const less = under === undefined ? '' : ` Below ${prefix}${under}/ less is open.`;
  return openPlaces(layout, folder.name, prefix) + less;
}

function deny(reason: string): { readonly kind: 'deny'; readonly reason: string } {
  return { kind: 'deny', reason };
}
