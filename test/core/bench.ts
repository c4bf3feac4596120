import { z } from 'zod';
import type { AgentName } from '../../src/core/agent/agentName.ts';
import { defineTool, type Outcome, type Plan, type Tool, ToolError } from '../../src/core/agent/tool.ts';
import type { FileChange, RequestDraft } from '../../src/core/human/request.ts';
import type { Emit } from '../../src/core/journal/event.ts';
import { Gate } from './gate.ts';

/** A change of one file, and the proposal of it. */
export const change = (path: string, isProtected = false): FileChange => ({
  path,
  before: null,
  after: { hash: `hash of ${path}`, text: path },
  isProtected,
});

export const draft = (path: string, isProtected = false): RequestDraft => ({
  kind: 'change',
  changes: [change(path, isProtected)],
});

/** The tools of a test run, with a list of every effect they had. */
export class Bench {
  readonly effects: string[] = [];
  /** What hanging tools wait for; they look at no signal. */
  readonly hang = new Gate();
  /** What became of events that hanging tools emitted late. */
  readonly lateEmits: ('accepted' | 'refused')[] = [];
  /** How many rounds of `asking` find the world changed. */
  staleRounds = 0;
  /** What `asking` finds its file to be each time it is prepared; at the end of the list, an ordinary one. */
  readonly places: ('ordinary' | 'protected' | 'open')[] = [];
  /** The gates of `gated`, by name. */
  readonly gates = new Map<string, Gate>();

  readonly tools = ({ agentId }: AgentName, emit: Emit): readonly Tool[] => [
    this.#tool('note', async (text) => this.#done(`note ${text}`)),
    this.#tool('gated', async (text) => {
      await this.gate(text).opened;
      return this.#done(`gated ${text}`);
    }),
    this.#tool('failing', async (text) => {
      throw new ToolError(`Cannot ${text}.`);
    }),
    this.#tool('crashing', async (text) => {
      throw new TypeError(`secret ${text}`);
    }),
    this.#hanging(agentId, emit),
    this.#writing(agentId, emit),
    this.#asking(),
    defineTool({
      name: 'pondering',
      description: 'Takes long to say what it would do, and ignores every signal.',
      input: z.object({ text: z.string() }),
      prepare: async ({ text }): Promise<Plan> => {
        await this.hang.opened;
        return { kind: 'allow', run: async () => this.#done(`pondering ${text}`) };
      },
    }),
    defineTool({
      name: 'forbidden',
      description: 'Is never allowed.',
      input: z.object({ text: z.string() }),
      prepare: async (): Promise<Plan> => ({ kind: 'deny', reason: 'the layout says so.' }),
    }),
  ];

  gate(name: string): Gate {
    const gate = this.gates.get(name) ?? new Gate();
    this.gates.set(name, gate);
    return gate;
  }

  #done(effect: string) {
    this.effects.push(effect);
    return { kind: 'output', text: `${effect}: done` } as const;
  }

  #tool(name: string, run: (text: string) => Promise<{ kind: 'output'; text: string }>): Tool {
    return defineTool({
      name,
      description: `Does ${name}.`,
      input: z.object({ text: z.string() }),
      prepare: async ({ text }): Promise<Plan> => ({ kind: 'allow', run: () => run(text) }),
    });
  }

  #hanging(agentId: string, emit: Emit): Tool {
    return this.#tool('hanging', async (text) => {
      await this.hang.opened;
      try {
        emit({ type: 'fileChanging', agentId, callId: 'late', path: text, before: null, after: 'late' });
        this.lateEmits.push('accepted');
      } catch {
        this.lateEmits.push('refused');
      }
      return this.#done(`hanging ${text}`);
    });
  }

  #writing(agentId: string, emit: Emit): Tool {
    return defineTool({
      name: 'writing',
      description: 'Writes a deliverable.',
      input: z.object({ path: z.string() }),
      prepare: async ({ path }, { callId }): Promise<Plan> => ({
        kind: 'allow',
        run: async () => {
          const fact = { agentId, callId, path, before: null, after: `hash of ${path}` };
          emit({ type: 'fileChanging', ...fact });
          const outcome = this.#done(`writing ${path}`);
          emit({ type: 'fileChanged', ...fact, bytes: path.length, deliverable: true });
          return outcome;
        },
      }),
    });
  }

  #asking(): Tool {
    return defineTool({
      name: 'asking',
      description: 'Changes a file if a person approves.',
      input: z.object({ text: z.string() }),
      prepare: async ({ text }): Promise<Plan> => {
        const place = this.places.shift();
        const run = async (): Promise<Outcome> => {
          if (this.staleRounds === 0) return this.#done(`asking ${text}`);
          this.staleRounds -= 1;
          return { kind: 'stale' };
        };
        if (place === 'open') return { kind: 'allow', run };
        return { kind: 'ask', draft: draft(text, place === 'protected'), run };
      },
    });
  }
}
