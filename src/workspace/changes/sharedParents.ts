import * as nodePath from 'node:path';
import type { ResolvedPath } from '../confinement/guard.ts';
import { openParent, type ParentFolder } from './parentFolder.ts';

interface Held {
  readonly folder: Promise<ParentFolder>;
  users: number;
}

/** The folders of one commit, each held once however many of its files are changed: a process can hold only so many. */
export class SharedParents {
  readonly #held = new Map<string, Held>();

  /** As `openParent`; the folder is let go of when all who opened it here have closed it. */
  async open(path: ResolvedPath): Promise<ParentFolder> {
    const place = nodePath.dirname(path.canonical);
    const held = this.#held.get(place) ?? { folder: openParent(path), users: 0 };
    this.#held.set(place, held);
    held.users += 1;
    try {
      const folder = await held.folder;
      return { ...folder, close: () => this.#leave(place, held) };
    } catch (error) {
      this.#held.delete(place);
      throw error;
    }
  }

  /** Brings all that happened in the folders to the disk itself. */
  async sync(): Promise<void> {
    for (const { folder } of this.#held.values()) await (await folder).sync();
  }

  async #leave(place: string, held: Held): Promise<void> {
    held.users -= 1;
    if (held.users > 0) return;
    this.#held.delete(place);
    await (await held.folder).close();
  }
}
