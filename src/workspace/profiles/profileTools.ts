import { teamToolNames } from '../../core/spawn/leadTools.ts';
import { fileToolNames } from '../tools/fileTools.ts';

/** The names of the tools that a profile can list. */
export const profileToolNames: readonly string[] = [...fileToolNames, ...teamToolNames];

/** Muster's counterparts of another program's tools, by their names in lower case. */
type ToolTable = ReadonlyMap<string, readonly string[]>;

/** Another program's tools as Muster's, and the names of those that have no counterpart. */
export function mapTools(
  named: readonly string[],
  table: ToolTable,
): { readonly tools: string[]; readonly unknown: readonly string[] } {
  const counterparts = named.map((name) => table.get(name.toLowerCase()));
  return {
    tools: profileToolNames.filter((name) => counterparts.some((tools) => tools?.includes(name))),
    unknown: named.filter((_, index) => counterparts[index] === undefined),
  };
}

const lead: readonly string[] = ['spawn', 'wait', 'list_agents', 'cancel_agent'];
const edit: readonly string[] = ['edit_file', 'patch_file'];
const change: readonly string[] = ['write_file', ...edit];

/** A tool with conditions in brackets, such as `Bash(git *)`, is not here: without them it would be a wider right. */
export const claudeTools: ToolTable = new Map([
  ['read', ['read_file']],
  ['write', ['write_file']],
  ['edit', edit],
  ['multiedit', edit],
  ['grep', ['grep']],
  ['glob', ['glob']],
  ['ls', ['glob']],
  ['agent', lead],
  ['task', lead],
]);

/** What goes with a tool that is denied: a patch writes whole files too, and a batch starts agents. */
export const claudeDenials: ToolTable = new Map([
  ...claudeTools,
  ['write', ['write_file', 'patch_file']],
  ['agent', [...lead, 'spawn_batch']],
  ['task', [...lead, 'spawn_batch']],
]);

export const copilotTools: ToolTable = new Map([
  ['read', ['read_file']],
  ['read/readfile', ['read_file']],
  ['edit', change],
  ['multiedit', change],
  ['write', change],
  ['edit/editfiles', edit],
  ['edit/createfile', ['write_file']],
  ['search', ['grep', 'glob']],
  ['search/codebase', ['grep', 'glob']],
  ['search/textsearch', ['grep']],
  ['search/filesearch', ['glob']],
  ['search/listdirectory', ['glob']],
  ['grep', ['grep', 'glob']],
  ['glob', ['grep', 'glob']],
  ['agent', lead],
  ['agent/runsubagent', lead],
  ['custom-agent', lead],
  ['task', lead],
]);
