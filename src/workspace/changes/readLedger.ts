import { ToolError } from '../../core/agent/tool.ts';
import type { ResolvedPath } from '../confinement/guard.ts';

/** What one agent knows of files in this run: the hash of each as it last read or wrote it. */
export class ReadLedger {
  readonly #hashes = new Map<string, string>();

  knows(path: ResolvedPath, hash: string): void {
    this.#hashes.set(path.canonical, hash);
  }

  forget(path: ResolvedPath): void {
    this.#hashes.delete(path.canonical);
  }

  /** Throws `ToolError`, once, if the agent has seen a file where there is none now: somebody else removed it. */
  requireNew(path: ResolvedPath): void {
    if (!this.#hashes.delete(path.canonical)) return;
    throw new ToolError(
      `"${path.display}" was removed since you read it. If it must exist again, send the call once more.`,
    );
  }

  /** The hash the agent last saw. Throws `ToolError` if it has never seen the file. */
  requireSeen(path: ResolvedPath): string {
    const known = this.#hashes.get(path.canonical);
    if (known !== undefined) return known;
    throw new ToolError(`Read "${path.display}" first: a file is only changed by an agent that has read it.`);
  }
}
