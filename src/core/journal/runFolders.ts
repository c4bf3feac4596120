import type { Event, RunFolder } from './event.ts';

/** The folders that a run worked in; undefined of old runs, which did not record them. */
export function foldersOf(events: Iterable<Event>): readonly RunFolder[] | undefined {
  for (const event of events) if (event.type === 'layoutRead') return event.folders;
  return undefined;
}

/**
 * Whether the paths of a run mean the same files in these folders: its own are among them under the same names, and one
 * folder, whose paths have no name in front, is still the only one. Of an old run nothing is known against it.
 */
export function isSamePlace(run: readonly RunFolder[] | undefined, now: readonly RunFolder[]): boolean {
  if (run === undefined) return true;
  const isThere = ({ name, root }: RunFolder) => now.some((each) => each.name === name && each.root === root);
  return run.every(isThere) && run.length > 1 === now.length > 1;
}

/** Says to a person that a run worked in other folders than those that are open. */
export function elsewhere(runId: string, folders: readonly RunFolder[] = []): string {
  const roots = folders.map(({ root }) => root).join(', ');
  return `Run ${runId} worked in other folders than those that are open. Open these, and only these: ${roots}.`;
}
