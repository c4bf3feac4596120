import type { Profile } from '../../core/spawn/profile.ts';

/** A profile as the text of a file that says the same. */
export function profileText({ name, description, models, tools, limits, instructions }: Profile): string {
  const { turns, deadlineSeconds, tokens, costUsd } = limits;
  return [
    '---',
    `name: ${name}`,
    `description: ${yamlText(description)}`,
    ...(models.length === 0 ? [] : [`model: ${yamlList(models)}`]),
    ...(tools === null ? [] : [`tools: ${yamlList(tools)}`]),
    ...(turns === undefined ? [] : [`max_turns: ${turns}`]),
    ...(deadlineSeconds == null ? [] : [`deadline: ${deadlineSeconds}s`]),
    ...(tokens == null ? [] : [`token_budget: ${tokens}`]),
    ...(costUsd == null ? [] : [`cost_budget_usd: ${costUsd}`]),
    '---',
    '',
    instructions.trim(),
    '',
  ].join('\n');
}

/** What a person said of a new profile. */
export interface NewProfile {
  readonly name: string;
  readonly description: string;
  readonly tools: readonly string[];
  /** `provider/model`; undefined for the run's model for children. */
  readonly model: string | undefined;
}

/** The file of a new profile, with what else can be said in comments, and instructions to fill in. */
export function newProfileText({ name, description, tools, model }: NewProfile): string {
  const modelLine =
    model === undefined
      ? '# model: provider/model # or a list, of which the first that can be used is; else the run’s own'
      : `model: ${yamlText(model)}`;
  return `---
name: ${name} # also the name of this file
description: ${yamlText(description)}
${modelLine}
tools: ${yamlList(tools)}
# The limits of a run stay the ceiling of these.
# max_turns: 30
# deadline: 5m
# token_budget: 200000
# cost_budget_usd: 0.50
---

You are ${name}: say in a sentence what this agent is for.

- Say how it should work, and what it should look at first.
- Say where it writes its result, for example the file under output/ that the task names.
- Say what it must leave alone.

Hand over the paths of what you wrote, and at most two sentences.
`;
}

/** Plain where YAML reads it as the same text, in quotes else. */
function yamlText(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const isPlain = /^[A-Za-z][\w ,./()’-]*$/.test(line) && !/^(true|false|null|yes|no|on|off)$/i.test(line);
  return isPlain ? line : JSON.stringify(line);
}

const yamlList = (items: readonly string[]) => `[${items.map(yamlItem).join(', ')}]`;

const yamlItem = (item: string) => (/^[a-z][\w/.-]*$/.test(item) ? item : JSON.stringify(item));
