import { withoutOne } from './changeLog.ts';
import type { Event } from './event.ts';

type Changing = Extract<Event, { type: 'fileChanging' }>;

/** A change of several files that was announced in full, and whose end was never recorded. */
export interface InterruptedCommit {
  readonly commitId: string;
  readonly agentId: string;
  readonly callId: string;
  readonly files: readonly Pick<Changing, 'path' | 'before' | 'after' | 'mode' | 'newFolders'>[];
  /** Those of them whose end was not recorded. */
  readonly open: readonly Changing[];
}

/**
 * The commits of several files that a crash may have cut off in the middle, oldest first, without the files that a
 * person has taken back since. One that was not announced in full had not begun; a change of a single file is never half
 * done.
 */
export function interruptedCommits(events: Iterable<Event>): readonly InterruptedCommit[] {
  const announced = new Map<string, Changing[]>();
  const reverts = new Map<string, string | undefined>();
  const takenBack = new Set<Changing>();
  let open: Changing[] = [];
  for (const event of events) {
    if (event.type === 'fileChanging' && event.commit) {
      const { id } = event.commit;
      announced.set(id, [...(announced.get(id) ?? []), event]);
      open.push(event);
    } else if (event.type === 'fileChanged' || event.type === 'fileChangeFailed') {
      open = withoutOne(open, event);
    } else if (event.type === 'commitSettled') {
      announced.delete(event.commitId);
    } else if (event.type === 'revertStarted') {
      reverts.set(event.revertId, event.ofAgent);
    } else if (event.type === 'fileRestored' && reverts.has(event.revertId)) {
      const ofAgent = reverts.get(event.revertId);
      const isMeant = ({ path, agentId }: Changing) =>
        path === event.path && (ofAgent === undefined || agentId === ofAgent);
      for (const change of [...announced.values()].flat().filter(isMeant)) takenBack.add(change);
    }
  }
  return [...announced].flatMap(([commitId, all]) => {
    const [first] = all;
    const files = all.filter((change) => !takenBack.has(change));
    const left = open.filter((change) => change.commit?.id === commitId && !takenBack.has(change));
    if (first?.commit?.files !== all.length || left.length === 0) return [];
    return [{ commitId, agentId: first.agentId, callId: first.callId, files, open: left }];
  });
}
