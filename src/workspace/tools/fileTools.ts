import type { AgentName } from '../../core/agent/agentName.ts';
import type { Tool } from '../../core/agent/tool.ts';
import type { Emit } from '../../core/journal/event.ts';
import { Slots } from '../../core/spawn/slots.ts';
import { LastWriters } from '../changes/lastWriters.ts';
import { ReadLedger } from '../changes/readLedger.ts';
import type { KeptBytes } from '../checkpoints/keptBytes.ts';
import type { Workspace } from '../confinement/resolver.ts';
import { Documents } from '../content/documents/documents.ts';
import type { OpenFiles } from '../content/openFiles.ts';
import type { Layout } from '../layout/layout.ts';
import { editFileTool } from './editFileTool.ts';
import { globTool } from './globTool.ts';
import { grepTool } from './grepTool.ts';
import { inTurn } from './inTurn.ts';
import { patchFileTool } from './patchFileTool.ts';
import { readFileTool } from './readFileTool.ts';
import { writeFileTool } from './writeFileTool.ts';

export interface FileToolOptions {
  readonly workspace: Workspace;
  readonly layout: Layout;
  /** Where the ripgrep program lies. */
  readonly rgPath: string;
  readonly openFiles: OpenFiles;
  /** Where the bytes of files go before they are changed. */
  readonly kept: KeptBytes;
}

/** The names of all file tools, in the order in which agents get them. */
export const fileToolNames: readonly string[] = [
  'read_file',
  'write_file',
  'edit_file',
  'patch_file',
  'grep',
  'glob',
];

/** Each is a process; a model may ask for hundreds in one turn. */
const searchesAtOnce = 8;

/** Each holds up to three files open, of the 256 that some systems allow a process. */
const filesAtOnce = 64;

/** The file tools of each agent of a run. Every effect is recorded through the agent's `emit` before it happens. */
export function createFileTools(options: FileToolOptions): (agent: AgentName, emit: Emit) => readonly Tool[] {
  const searches = new Slots(searchesAtOnce);
  const files = new Slots(filesAtOnce);
  const documents = new Documents();
  const writers = new LastWriters();
  return (agent, emit) => {
    writers.knows(agent);
    const context = { ...options, searches, documents, writers, agent, emit, ledger: new ReadLedger() };
    return [
      inTurn(readFileTool(context), files, 'whenRun'),
      inTurn(writeFileTool(context), files, 'always'),
      inTurn(editFileTool(context), files, 'always'),
      inTurn(patchFileTool(context), files, 'always'),
      grepTool(context),
      globTool(context),
    ];
  };
}
