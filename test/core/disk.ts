import type { BatchItem, HostFiles } from '../../src/core/agent/hostFiles.ts';
import { ToolError } from '../../src/core/agent/tool.ts';
import type { Emit, Event } from '../../src/core/journal/event.ts';

/** The host's files of a test run, in memory. What agents wrote with the bench's `writing` is there, too. */
export class Disk {
  readonly files = new Map<string, string>();
  /** Lists that `readItems` finds. */
  readonly lists = new Map<string, readonly BatchItem[]>();
  /** Paths that are looked up on the disk and not found, whatever was written. */
  readonly lost = new Set<string>();

  note(event: Event): void {
    if (event.type !== 'fileChanged' || event.after === null || this.files.has(event.path)) return;
    this.files.set(event.path, event.path);
  }

  readonly hostFiles = (agentId: string, emit: Emit): HostFiles => ({
    readText: async (path) => this.#read(path),
    readItems: async (path) => {
      const items = this.lists.get(path);
      if (!items) throw new ToolError(`"${path}" does not exist.`);
      return items;
    },
    writeText: async ({ path, text, callId }) => {
      if (this.files.has(path)) throw new ToolError(`"${path}" is there already.`);
      const fact = { agentId, callId, path, before: null, after: `hash of ${path}` };
      emit({ type: 'fileChanging', ...fact });
      this.files.set(path, text);
      emit({ type: 'fileChanged', ...fact, bytes: text.length, deliverable: true });
    },
    inspect: async (path) => {
      const text = this.lost.has(path) ? undefined : this.files.get(path);
      return text === undefined ? undefined : { bytes: text.length, hash: `hash of ${path}` };
    },
  });

  #read(path: string): string {
    const text = this.files.get(path);
    if (text === undefined) throw new ToolError(`"${path}" does not exist.`);
    return text;
  }
}
