import type { Tool } from '../../core/agent/tool.ts';
import type { Emit } from '../../core/journal/event.ts';
import { Slots } from '../../core/spawn/slots.ts';
import { ReadLedger } from '../changes/readLedger.ts';
import type { KeptBytes } from '../checkpoints/keptBytes.ts';
import type { Workspace } from '../confinement/resolver.ts';
import type { OpenFiles } from '../content/openFiles.ts';
import type { Layout } from '../layout/layout.ts';
import { editFileTool } from './editFileTool.ts';
import { globTool } from './globTool.ts';
import { grepTool } from './grepTool.ts';
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

/** The file tools of each agent of a run. Every effect is recorded through the agent's `emit` before it happens. */
export function createFileTools(options: FileToolOptions): (agentId: string, emit: Emit) => readonly Tool[] {
  const searches = new Slots(searchesAtOnce);
  return (agentId, emit) => {
    const context = { ...options, searches, agentId, emit, ledger: new ReadLedger() };
    return [
      readFileTool(context),
      writeFileTool(context),
      editFileTool(context),
      patchFileTool(context),
      grepTool(context),
      globTool(context),
    ];
  };
}
