import { mostTurns } from './musterProfile.ts';
import type { FieldReader, ProfileFields } from './profileFields.ts';
import { isModelName, isProfileName, nameForm, nameFrom } from './profileNames.ts';
import { notesOnModels, notesOnTools } from './profileNotes.ts';
import { claudeDenials, claudeTools, copilotTools, mapTools, profileToolNames } from './profileTools.ts';

/** Reads the fields of a subagent of Claude Code. What it is denied is taken away, also where it is denied in part. */
export function readClaudeFields(reader: FieldReader, stem: string): ProfileFields {
  const named = reader.texts('tools', 'commasOrList')?.map(({ text }) => text);
  const allowed = named && mapTools(named, claudeTools);
  const unwanted = reader.texts('disallowedTools', 'commasOrList') ?? [];
  const denied = mapTools(
    unwanted.map(({ text }) => text.replace(/\(.*$/s, '').trim()),
    claudeDenials,
  );
  const all = allowed?.tools ?? (denied.tools.length > 0 ? profileToolNames : null);
  const turns = reader.number('maxTurns', { most: mostTurns, isWhole: true });
  const { models, notes } = modelsOf(reader);
  const declared = reader.text('name') ?? '';
  return {
    name: isProfileName(declared) ? declared : nameOfFile(reader, stem),
    description: reader.required('description', 'say when to use this agent'),
    models,
    tools: all?.filter((name) => !denied.tools.includes(name)) ?? null,
    limits: turns === undefined ? {} : { turns },
    notes: [...notes, ...notesOnTools([...(allowed?.unknown ?? []), ...denied.unknown])],
    known: ['name', 'description', 'tools', 'disallowedTools', 'model', 'maxTurns'],
  };
}

/** Reads the fields of a custom agent of GitHub Copilot. Its name is the file's; the one inside is only for display. */
export function readCopilotFields(reader: FieldReader, stem: string): ProfileFields {
  const named = reader.texts('tools', 'commasOrList')?.map(({ text }) => text) ?? ['*'];
  const { tools, unknown } = mapTools(
    named.filter((tool) => tool !== '*'),
    copilotTools,
  );
  const { models, notes } = modelsOf(reader);
  return {
    name: nameOfFile(reader, stem),
    description: reader.required('description', 'say what this agent is for'),
    models,
    tools: named.includes('*') ? null : tools,
    limits: {},
    notes: [...notes, ...notesOnTools(unknown)],
    known: ['name', 'description', 'tools', 'model'],
  };
}

function nameOfFile(reader: FieldReader, stem: string): string | undefined {
  return nameFrom(stem) ?? reader.refuse('name', `call the file by a name of ${nameForm}`);
}

/** Other programs name models in their own way; only those that Muster can know are kept. */
function modelsOf(reader: FieldReader): { models: string[]; notes: readonly string[] } {
  const named = (reader.texts('model', 'oneOrList') ?? []).map(({ text }) => text);
  const models = named.filter(isModelName);
  const others = named.filter((name) => !isModelName(name));
  return { models, notes: notesOnModels(others, models.length > 0) };
}
