import type { AgentName } from '../../core/agent/agentName.ts';
import type { ResolvedPath } from '../confinement/guard.ts';

/** Which agent of a run wrote a file last, so that whoever it surprises can be told. */
export class LastWriters {
  /** The ids of the agents of each label. */
  readonly #idsOf = new Map<string, Set<string>>();
  readonly #last = new Map<string, { readonly agent: AgentName; readonly hash: string | null }>();

  /** Each agent, before its first change. */
  knows({ agentId, label }: AgentName): void {
    const ids = this.#idsOf.get(label) ?? new Set();
    this.#idsOf.set(label, ids.add(agentId));
  }

  /** `hash` is of what is written; null for a deletion. */
  wrote(path: ResolvedPath, hash: string | null, agent: AgentName): void {
    this.#last.set(path.canonical, { agent, hash });
  }

  /**
   * The agent in words, if the file still is what it wrote: its label, and its id where others have that label. Undefined
   * for whoever asks about its own doing.
   */
  of(path: ResolvedPath, hash: string | null, asking: AgentName): string | undefined {
    const last = this.#last.get(path.canonical);
    if (last?.hash !== hash || last.agent.agentId === asking.agentId) return undefined;
    const { agentId, label } = last.agent;
    const isAlone = this.#idsOf.get(label)?.size === 1;
    return `agent ${JSON.stringify(label)}${isAlone ? '' : ` (${agentId})`}`;
  }
}
