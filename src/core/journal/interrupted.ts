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
 * The commits of several files that a crash may have cut off in the middle, oldest first. One that was not announced in
 * full had not begun; a change of a single file is never half done.
 */
export function interruptedCommits(events: Iterable<Event>): readonly InterruptedCommit[] {
  const announced = new Map<string, Changing[]>();
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
    }
  }
  return [...announced].flatMap(([commitId, files]) => {
    const [first] = files;
    const left = open.filter(({ commit }) => commit?.id === commitId);
    if (first?.commit?.files !== files.length || left.length === 0) return [];
    return [{ commitId, agentId: first.agentId, callId: first.callId, files, open: left }];
  });
}
