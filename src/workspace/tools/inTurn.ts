import type { Tool } from '../../core/agent/tool.ts';
import type { SlotSource } from '../../core/spawn/slots.ts';

/**
 * The same tool, of whose calls only so many look at files or change them at once: a process may hold few files open,
 * and a model may ask for hundreds in one turn. No slot is held while a person is asked.
 */
export function inTurn(tool: Tool, slots: SlotSource): Tool {
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
      const plan = await turn(() => tool.prepare(input, call, outer), outer);
      if (plan.kind === 'deny') return plan;
      return { ...plan, run: (signal) => turn(() => plan.run(signal), signal) };
    },
  };
}
