import type { Event } from '../../core/journal/event.ts';
import type { Clock } from '../../core/ports.ts';
import type { BoardPlace } from './boardFile.ts';
import { SharedBoard } from './sharedBoard.ts';

/** The progress boards of this process: one for each workspace, shared by all runs there. */
export interface ProgressBoard {
  /**
   * A part of the board for a new run. `append` records each write in the run's journal before it is done, and why
   * there are none any more; if it throws, the run has no part in the board any more.
   */
  begin(runId: string, place: BoardPlace, append: (event: Event) => void): RunOnBoard;
}

export interface RunOnBoard {
  /** Takes in one event of the run, at once and without waiting; never throws. */
  note(event: Event): void;
  /** Writes how the run ended and leaves the board; resolves within seconds, whatever the disk does. Never rejects. */
  end(): Promise<void>;
}

export function createProgressBoard({
  clock,
  now = () => new Date(),
}: {
  readonly clock: Clock;
  readonly now?: () => Date;
}): ProgressBoard {
  const boards = new Map<string, SharedBoard>();
  return {
    begin: (runId, place, append) => {
      const folder = folderOf(place);
      const board = boards.get(folder) ?? new SharedBoard({ clock, now });
      boards.set(folder, board);
      const part = board.join({ runId, place, append });
      return {
        note: (event) => board.note(part, event),
        end: async () => {
          await board.leave(part);
          if (board.isEmpty && boards.get(folder) === board) boards.delete(folder);
        },
      };
    },
  };
}

/** The folder itself: another one that took its place has a board of its own. */
function folderOf({ workspace }: BoardPlace): string {
  const [first] = workspace.folders;
  return first ? `${first.identity.dev}:${first.identity.ino} ${first.root}` : '';
}
