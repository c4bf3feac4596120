import { changeLog, type LoggedChange } from './changeLog.ts';
import type { Event } from './event.ts';

/** Which changes of a run are to be undone: those of one agent, those to some files, or all. */
export interface RevertScope {
  readonly ofAgent?: string | undefined;
  readonly paths?: readonly string[] | undefined;
}

/** What one file has to become again. Bytes stand for by their SHA-256; null where there is no file. */
export interface PlannedRestore {
  readonly path: string;
  /** `mode` only where the agents deleted the file: else it keeps the one it has, which may be a person's. */
  readonly to: { readonly hash: string | null; readonly mode?: number | undefined };
  /** What the file must be now: the bytes the agents left. Several where a crash left it open. */
  readonly expected: readonly (string | null)[];
  /** Why it is not restored, although the files may be as they were left. */
  readonly refusal?: string;
}

export interface RevertPlan {
  /** Sorted by path; without those that are back already, or that the agents themselves put back. */
  readonly files: readonly PlannedRestore[];
  /** Folders that the run ever made on the way to files of the scope, outermost first: without files they go as well. */
  readonly folders: readonly string[];
}

/**
 * What it takes to undo changes of a run. A file that others than those in `scope` changed after the first change in
 * question is refused: their work would be lost.
 */
export function planRevert(events: readonly Event[], scope: RevertScope): RevertPlan {
  const log = changeLog(events);
  const byPath = new Map<string, LoggedChange[]>();
  for (const change of log) byPath.set(change.path, [...(byPath.get(change.path) ?? []), change]);
  const labels = labelsOf(events);
  const wanted = scope.paths && new Set(scope.paths);
  const files = [...byPath].flatMap(([path, changes]) => {
    if (wanted && !wanted.has(path)) return [];
    return planFile(changes, scope, labels) ?? [];
  });
  return { files: files.toSorted((a, b) => (a.path < b.path ? -1 : 1)), folders: foldersOf(events, scope) };
}

function planFile(
  changes: readonly LoggedChange[],
  { ofAgent }: RevertScope,
  labels: ReadonlyMap<string, string>,
): PlannedRestore | undefined {
  const isMeant = ({ agentId }: LoggedChange) => ofAgent === undefined || agentId === ofAgent;
  const since = changes.slice(changes.findIndex(isMeant));
  const [first] = since;
  if (first === undefined || !isMeant(first)) return undefined;
  const last = since.findLast(({ isCertain }) => isCertain);
  const unsure = since.filter(({ isCertain }) => !isCertain);
  const expected = [...(last ? [last.after] : []), ...unsure.flatMap(({ after, before }) => [after, before])];
  const deletion = since.find(({ after }) => after === null);
  const to = { hash: first.before, mode: first.before === null ? undefined : deletion?.mode };
  // A file that was made again has the bytes of before, but maybe not its mode.
  if (to.mode === undefined && expected.every((hash) => hash === to.hash)) return undefined;

  const other = since.find((change) => !isMeant(change));
  const refusal = other
    ? `${labels.get(other.agentId) ?? other.agentId} changed it as well. Revert the whole run, or that agent first.`
    : gapIn(since);
  return { path: first.path, to, expected, ...(refusal === undefined ? {} : { refusal }) };
}

/**
 * Somebody's own work lies between two changes of agents where the second did not begin with what the first left. To
 * have put back what was there at first is no work that could be lost.
 */
function gapIn(changes: readonly LoggedChange[]): string | undefined {
  const hasGap = changes.some(
    ({ before }, index) => index > 0 && before !== changes[index - 1]?.after && before !== changes[0]?.before,
  );
  return hasGap
    ? 'Somebody else changed it between two changes of the agents, and going back would lose that too.'
    : undefined;
}

function labelsOf(events: readonly Event[]): ReadonlyMap<string, string> {
  return new Map(
    events.flatMap((event) => (event.type === 'agentQueued' ? [[event.agentId, event.brief.label]] : [])),
  );
}

/** Also of changes that were taken back before: their folders stayed as long as others had files in them. */
function foldersOf(events: readonly Event[], { ofAgent, paths }: RevertScope): readonly string[] {
  const announced = events.filter((event) => event.type === 'fileChanging');
  const ways = new Set(
    announced.flatMap(({ agentId, path }) =>
      (ofAgent === undefined || agentId === ofAgent) && (!paths || paths.includes(path)) ? wayTo(path) : [],
    ),
  );
  return foldersMade(announced).filter((folder) => ways.has(folder));
}

/** The folders above a file, innermost first. */
function wayTo(path: string): readonly string[] {
  const above = path.split('/').slice(0, -1);
  return above.map((_, n) => above.slice(0, above.length - n).join('/'));
}

/** The folders that came into being with files, outermost first. */
export function foldersMade(
  changes: readonly Pick<LoggedChange, 'path' | 'newFolders'>[],
): readonly string[] {
  const made = changes.flatMap(({ path, newFolders = 0 }) => wayTo(path).slice(0, newFolders));
  return [...new Set(made)].toSorted((a, b) => a.length - b.length);
}
