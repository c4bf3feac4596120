import type { ResolvedPath } from '../confinement/guard.ts';

/** Which agent of a run wrote a file last, so that whoever it surprises can be told. */
export class LastWriters {
  readonly #last = new Map<string, { readonly agentId: string; readonly hash: string | null }>();

  /** `hash` is of what is written; null for a deletion. */
  wrote(path: ResolvedPath, hash: string | null, agentId: string): void {
    this.#last.set(path.canonical, { agentId, hash });
  }

  /** The agent, if the file still is what it wrote. */
  of(path: ResolvedPath, hash: string | null): string | undefined {
    const last = this.#last.get(path.canonical);
    return last?.hash === hash ? last.agentId : undefined;
  }
}
