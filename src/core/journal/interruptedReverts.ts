import type { Event } from './event.ts';

type Restoring = Extract<Event, { type: 'fileRestoring' }>;
type Ended = Extract<Event, { type: 'fileRestored' | 'fileRestoreFailed' }>;

/** A revert of which not every announced file is known to be restored, or to have stayed as it was. */
export interface InterruptedRevert {
  readonly revertId: string;
  /** Whose changes it takes back; undefined for those of all agents. */
  readonly ofAgent: string | undefined;
  readonly files: readonly Restoring[];
  /** Those of them whose end was not recorded, here or in a later revert. */
  readonly open: readonly Restoring[];
}

/** The reverts that a crash may have cut off in the middle, oldest first. */
export function interruptedReverts(events: Iterable<Event>): readonly InterruptedRevert[] {
  const reverts = new Map<string, InterruptedRevert>();
  for (const event of events) {
    if (event.type === 'revertStarted') {
      const { revertId, ofAgent } = event;
      reverts.set(revertId, { revertId, ofAgent, files: [], open: [] });
    } else if (event.type === 'fileRestoring') {
      const revert = reverts.get(event.revertId);
      if (revert) reverts.set(event.revertId, announcing(revert, event));
    } else if (event.type === 'fileRestored' || event.type === 'fileRestoreFailed') {
      // What was settled after a crash is no revert; it has its own ends.
      if (!reverts.has(event.revertId)) continue;
      for (const [id, revert] of reverts) reverts.set(id, afterEnd(revert, event));
    }
  }
  return [...reverts.values()].filter(({ open }) => open.length > 0);
}

function announcing(revert: InterruptedRevert, file: Restoring): InterruptedRevert {
  return { ...revert, files: [...revert.files, file], open: [...revert.open, file] };
}

function afterEnd(revert: InterruptedRevert, { type, revertId, path }: Ended): InterruptedRevert {
  const without = (files: readonly Restoring[]) => files.filter((file) => file.path !== path);
  if (type === 'fileRestored') return { ...revert, open: without(revert.open) };
  if (revert.revertId !== revertId) return revert;
  return { ...revert, files: without(revert.files), open: without(revert.open) };
}
