import type { FieldReader, ProfileFields } from './profileFields.ts';
import { isModelName, isProfileName, nameForm } from './profileNames.ts';
import { quoted } from './profileNotes.ts';
import { profileToolNames } from './profileTools.ts';

/** The most that a profile can ask for; a run's own limits are far lower. */
export const mostTurns = 10_000;
const mostTokens = 1_000_000_000;
const mostCostUsd = 100_000;
const longestDeadline = 24 * 3600;

/** Reads the fields of `.muster/agents/<name>.md`; whatever is not exactly right is a problem. */
export function readMusterFields(reader: FieldReader, stem: string): ProfileFields {
  return {
    name: nameOf(reader, stem),
    description: reader.required('description', 'say in one sentence what this agent is for'),
    models: modelsOf(reader),
    tools: toolsOf(reader),
    limits: limitsOf(reader),
    notes: [],
    known: [
      'name',
      'description',
      'model',
      'tools',
      'max_turns',
      'deadline',
      'token_budget',
      'cost_budget_usd',
    ],
  };
}

function nameOf(reader: FieldReader, stem: string): string | undefined {
  const name = reader.required('name', "write the file's name without .md");
  if (name === undefined || (name === stem && isProfileName(name))) return name;
  if (!isProfileName(name)) return reader.refuse('name', `it must be ${nameForm}`);
  return reader.refuse('name', `it must be the file's name without .md, ${quoted(stem)}`);
}

function modelsOf(reader: FieldReader): string[] {
  const models = reader.texts('model', 'oneOrList') ?? [];
  for (const { text, line } of models) {
    if (!isModelName(text)) reader.refuse('model', `${quoted(text)} is not a provider/model name`, line);
  }
  return models.map(({ text }) => text);
}

function toolsOf(reader: FieldReader): string[] | null {
  const tools = reader.texts('tools', 'list');
  if (tools === undefined) return null;
  for (const { text, line } of tools) {
    if (profileToolNames.includes(text)) continue;
    const known = profileToolNames.join(', ');
    reader.refuse('tools', `there is no tool ${quoted(text)}; there are ${known}`, line);
  }
  return profileToolNames.filter((name) => tools.some(({ text }) => text === name));
}

function limitsOf(reader: FieldReader): ProfileFields['limits'] {
  const turns = reader.number('max_turns', { most: mostTurns, isWhole: true });
  const deadlineSeconds = reader.seconds('deadline', longestDeadline);
  const tokens = reader.number('token_budget', { most: mostTokens, isWhole: true });
  const costUsd = reader.number('cost_budget_usd', { most: mostCostUsd, isWhole: false });
  return {
    ...(turns === undefined ? {} : { turns }),
    ...(deadlineSeconds === undefined ? {} : { deadlineSeconds }),
    ...(tokens === undefined ? {} : { tokens }),
    ...(costUsd === undefined ? {} : { costUsd }),
  };
}
