import { join } from 'node:path';
import { createKeptBytes } from '../../src/workspace/checkpoints/keptBytes.ts';
import { openWorkspace } from '../../src/workspace/confinement/resolver.ts';
import { noOpenFiles } from '../../src/workspace/content/openFiles.ts';
import { openJournal } from '../../src/workspace/journal/journalFile.ts';
import { defaultLayout } from '../../src/workspace/layout/layout.ts';
import { createFileTools } from '../../src/workspace/tools/fileTools.ts';

/** Calls a file tool as an agent does, with a journal on the disk. Throws if the call is not allowed. */
export type CallTool = (name: string, input: object) => Promise<string>;

export async function fileAgent(folder: string, state: string, rgPath: string): Promise<CallTool> {
  const workspace = await openWorkspace({ folders: [{ name: 'tree', path: folder }] });
  const journal = await openJournal(state, 'bench-files');
  const kept = createKeptBytes(join(state, 'kept'));
  const make = createFileTools({ workspace, layout: defaultLayout, rgPath, openFiles: noOpenFiles, kept });
  const tools = make({ agentId: 'agent', label: 'agent' }, (event) => {
    journal.append(event);
  });
  const { signal } = new AbortController();
  return async (name, input) => {
    const tool = tools.find(({ spec }) => spec.name === name);
    if (tool === undefined) throw new Error(`There is no tool ${name}.`);
    const plan = await tool.prepare(input, { callId: 'call', overtaken: 'no', together: [] }, signal);
    if (plan.kind !== 'allow') throw new Error(`${name} was not allowed.`);
    const outcome = await plan.run(signal);
    if (outcome.kind !== 'output') throw new Error(`${name} went stale.`);
    return outcome.text;
  };
}
