import { type LayoutTable, usualTable } from '../layout/layout.ts';
import { parseLayout } from '../layout/parseLayout.ts';
import type { NotedChange } from './changeNotes.ts';

const instructionFiles = new Set([
  'agents.md',
  'agents.override.md',
  'claude.md',
  'claude.local.md',
  'gemini.md',
  '.cursorrules',
  '.windsurfrules',
  '.clinerules',
  'copilot-instructions.md',
]);
const instructionFolders = [
  '.cursor/rules',
  '.github/instructions',
  '.windsurf/rules',
  '.clinerules',
  '.roo/rules',
];
const profileFolders = ['.muster/agents', '.claude/agents', '.github/agents'];

/** What a change of a file that instructs agents means: their instructions, or the rights of a kind of them. */
export function agentNotes({ names, before, after }: NotedChange): readonly string[] {
  if (after === before) return [];
  if (isIn(names, profileFolders)) {
    const changed = after === null ? [] : changedFields(before ?? '', after);
    const usable = 'Changes a kind of agent: usable in new runs, after a person trusted the file again.';
    return [after === null ? 'Removes a kind of agent from new runs.' : usable, ...changed];
  }
  const isInstruction = instructionFiles.has(names.at(-1) ?? '') || isIn(names, instructionFolders);
  return isInstruction ? ['Changes what agents are told from the next run on.'] : [];
}

/** What a change of a WORKSPACE.md opens up. */
export function layoutNotes({ names, before, after }: NotedChange): readonly string[] {
  if (names.at(-1) !== 'workspace.md' || after === before) return [];
  const counts = 'Changes where agents may write; counts from the next run on.';
  if (after === null) return [counts, 'Without it, agents write in output and ask everywhere else.'];
  const layout = parseLayout(after);
  if (layout.kind === 'broken') return [counts, 'Its table has mistakes: agents could read only.'];
  const known = new Set(openings(before === null ? usualTable : parseLayout(before).table));
  const opened = openings(layout.table).filter((row) => !known.has(row));
  return [counts, ...(opened.length === 0 ? [] : [`Newly open: ${opened.join(', ')}`])];
}

/** The rows that let agents change something. */
function openings({ rows }: LayoutTable): readonly string[] {
  const open = rows.filter(({ access }) => access === 'write' || access === 'ask');
  return open.map(({ pattern, access }) => `${pattern} (${access})`);
}

const rights =
  /^["']?(tools|model|models|max_turns|deadline|token_budget|cost_budget_usd|permissionMode|mcp-servers)["']?\s*:/i;

function changedFields(before: string, after: string): readonly string[] {
  const known = new Set(fieldsOf(before));
  return fieldsOf(after)
    .filter((field) => !known.has(field))
    .map((field) => `Sets ${field}`);
}

/** The entries of its front matter that say what such an agent may do and use, each with the lines that continue it. */
function fieldsOf(text: string): readonly string[] {
  const lines = text.split('\n', 1000).map((line) => line.trimEnd());
  const end = lines.indexOf('---', 1);
  const entries: string[] = [];
  for (const line of lines.slice(0, Math.max(0, end))) {
    const last = entries.length - 1;
    if (last >= 0 && /^(?:\s|-\s)/.test(line)) entries[last] = `${entries[last]} ${line.trim()}`;
    else if (line !== '') entries.push(line);
  }
  return entries.filter((entry) => rights.test(entry));
}

function isIn(names: readonly string[], folders: readonly string[]): boolean {
  const path = `/${names.join('/')}`;
  return folders.some((folder) => path.includes(`/${folder}/`));
}
