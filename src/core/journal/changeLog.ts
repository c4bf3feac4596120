import type { Event } from './event.ts';

type Changing = Extract<Event, { type: 'fileChanging' }>;

/** A change of a file by an agent that still counts. Bytes stand for by their SHA-256; null where there is no file. */
export interface LoggedChange extends Pick<Changing, 'agentId' | 'path' | 'before' | 'mode' | 'newFolders'> {
  /** What was on the disk when it was done. */
  readonly after: string | null;
  /** False where the run was cut off before it recorded how the change ended. */
  readonly isCertain: boolean;
}

/** The changes of a run in their order, without those that failed and those that a person has taken back. */
export function changeLog(events: Iterable<Event>): readonly LoggedChange[] {
  const scopes = new Map<string, string | undefined>();
  let done: LoggedChange[] = [];
  let open: Changing[] = [];
  for (const event of events) {
    switch (event.type) {
      case 'fileChanging':
        open.push(event);
        break;
      case 'fileChanged':
        open = withoutOne(open, event);
        done.push({ ...logged(event, true), after: event.landed ?? event.after });
        break;
      case 'fileChangeFailed':
        open = withoutOne(open, event);
        break;
      case 'revertStarted':
        scopes.set(event.revertId, event.ofAgent);
        break;
      case 'fileRestored': {
        // What was settled after a crash is no revert; it has its own ends.
        if (!scopes.has(event.revertId)) break;
        const ofAgent = scopes.get(event.revertId);
        const stays = (change: { readonly path: string; readonly agentId: string }) =>
          change.path !== event.path || (ofAgent !== undefined && change.agentId !== ofAgent);
        done = done.filter(stays);
        open = open.filter(stays);
        break;
      }
      default:
    }
  }
  return [...done, ...open.map((change) => logged(change, false))];
}

/** The announced changes without the one that this tells the end of. */
export function withoutOne(
  open: Changing[],
  end: Pick<Changing, 'agentId' | 'callId' | 'path' | 'before' | 'after'>,
): Changing[] {
  const index = open.findIndex(
    (change) =>
      change.path === end.path &&
      change.callId === end.callId &&
      change.agentId === end.agentId &&
      change.before === end.before &&
      change.after === end.after,
  );
  return index < 0 ? open : open.toSpliced(index, 1);
}

type Ended = Pick<Changing, 'agentId' | 'path' | 'before' | 'after' | 'mode' | 'newFolders'>;

function logged({ agentId, path, before, after, mode, newFolders }: Ended, isCertain: boolean): LoggedChange {
  return { agentId, path, before, after, mode, newFolders, isCertain };
}
