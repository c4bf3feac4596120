import type { Agent, CallResult } from '../sandbox.ts';

export type Verbs = Readonly<Record<string, (agent: Agent, named: string) => Promise<CallResult>>>;

/** Every way a model can name a file: each is a verb of one tool. `plain` is a file that may be moved. */
export const verbsWith = (plain: string): Verbs => ({
  read: (agent, named) => agent.call('read_file', { path: named }),
  write: (agent, named) => agent.call('write_file', { path: named, content: 'EVIL\n' }),
  edit: (agent, named) => agent.call('edit_file', { path: named, old_text: 'CANARY', new_text: 'EVIL' }),
  'patch add': (agent, named) => patch(agent, `*** Add File: ${named}\n+EVIL`),
  'patch update': (agent, named) => patch(agent, `*** Update File: ${named}\n@@\n-CANARY\n+EVIL`),
  'patch delete': (agent, named) => patch(agent, `*** Delete File: ${named}`),
  'patch move from': (agent, named) =>
    patch(agent, `*** Update File: ${named}\n*** Move to: output/moved.txt`),
  'patch move to': async (agent, named) => {
    await agent.call('read_file', { path: plain });
    return patch(agent, `*** Update File: ${plain}\n*** Move to: ${named}`);
  },
  grep: (agent, named) => agent.call('grep', { pattern: 'CANARY', path: named }),
  glob: (agent, named) => agent.call('glob', { pattern: '**', path: named }),
});

export const verbs = verbsWith('plain.txt');

function patch(agent: Agent, body: string): Promise<CallResult> {
  return agent.call('patch_file', { patch: `*** Begin Patch\n${body}\n*** End Patch` });
}

/** The verbs that would change a file. */
export const changingVerbs: readonly string[] = Object.keys(verbs).filter(
  (verb) => !['read', 'grep', 'glob'].includes(verb),
);
