import type { Event } from './event.ts';

type Restoring = Extract<Event, { type: 'fileRestoring' }>;

/** A revert of which not every announced file is known to be restored, or to have stayed as it was. */
export interface InterruptedRevert {
  readonly revertId: string;
  /** Whose changes it takes back; undefined for those of all agents. */
  readonly ofAgent: string | undefined;
  readonly files: readonly Restoring[];
  /** Those of them whose end was not recorded, here or in a later revert. */
  readonly open: readonly Restoring[];
}

/** What is known of a revert so far; its files by their paths, in the order they were announced. */
interface Told {
  readonly ofAgent: string | undefined;
  readonly files: Map<string, Restoring>;
  readonly open: Map<string, Restoring>;
}

/** The reverts that a crash may have cut off in the middle, oldest first. */
export function interruptedReverts(events: Iterable<Event>): readonly InterruptedRevert[] {
  const reverts = new Map<string, Told>();
  for (const event of events) {
    if (event.type === 'revertStarted') {
      reverts.set(event.revertId, { ofAgent: event.ofAgent, files: new Map(), open: new Map() });
    } else if (event.type === 'fileRestoring') {
      const revert = reverts.get(event.revertId);
      revert?.files.set(event.path, event);
      revert?.open.set(event.path, event);
    } else if (event.type === 'fileRestored') {
      // What was settled after a crash is no revert; it has its own ends.
      if (!reverts.has(event.revertId)) continue;
      for (const { open } of reverts.values()) open.delete(event.path);
    } else if (event.type === 'fileRestoreFailed') {
      const revert = reverts.get(event.revertId);
      revert?.files.delete(event.path);
      revert?.open.delete(event.path);
    }
  }
  return [...reverts].flatMap(([revertId, { ofAgent, files, open }]) =>
    open.size === 0 ? [] : [{ revertId, ofAgent, files: [...files.values()], open: [...open.values()] }],
  );
}
