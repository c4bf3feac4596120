import type { Tool } from '../../core/agent/tool.ts';
import type { SlotSource } from '../../core/spawn/slots.ts';

/**
 * The same tool, of whose calls only so many look at files or change them at once: a process may hold few files open,
 * and a model may ask for hundreds in one turn. No slot is held while a person is asked, nor while a call is prepared
 * that opens nothing before it runs.
 */
export function inTurn(tool: Tool, slots: SlotSource, opens: 'always' | 'whenRun'): Tool {
  const turn = async <T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> => {
    await slots.acquire(signal);
    try {
      return await work();
    } finally {
      slots.release();
    }
  };
  return {
    spec: tool.spec,
    prepare: async (input, call, outer) => {
      const prepared = () => tool.prepare(input, call, outer);
      const plan = opens === 'always' ? await turn(prepared, outer) : await prepared();
      if (plan.kind === 'deny') return plan;
      return { ...plan, run: (signal) => turn(() => plan.run(signal), signal) };
    },
  };
}
