import { countHidden } from '../../core/human/safeText.ts';

/** Fields that look as if they could let an agent do what a person must allow. */
const approving = /permission|approv|accept|bypass|danger|trust|sandbox|hook|^allow/i;

/** What people are told of fields that nothing reads. */
export function notesOnOthers(fields: readonly string[]): readonly string[] {
  const bold = fields.filter((field) => approving.test(field));
  const plain = fields.filter((field) => !approving.test(field));
  return [
    ...(bold.length === 0
      ? []
      : [
          `Ignored: ${listed(bold)}. A profile cannot change what needs a person's approval, or run anything.`,
        ]),
    ...(plain.length === 0 ? [] : [`Not followed, since Muster has no such field here: ${listed(plain)}.`]),
  ];
}

/** What people are told of other programs' tools that Muster does not have. */
export function notesOnTools(tools: readonly string[]): readonly string[] {
  return tools.length === 0 ? [] : [`Muster has no counterpart of these tools: ${listed(tools)}.`];
}

/** What people are told of models that are no `provider/model`; `isAnyLeft`: the file names others as well. */
export function notesOnModels(models: readonly string[], isAnyLeft: boolean): readonly string[] {
  if (models.length === 0) return [];
  const instead = isAnyLeft ? '' : " The run's model for children is used.";
  return [`Models are written provider/model; not followed: ${listed(models)}.${instead}`];
}

/** What people cannot see in a text although an agent reads it. */
export function notesOnText(text: string): readonly string[] {
  // Emoji are made with joiners that hide nothing.
  const plain = text.replace(/^\uFEFF/, '').replace(/\p{Extended_Pictographic}(?:\uFE0F|\u200D)*/gu, '');
  const lines = plain
    .split(/\r?\n/)
    .flatMap((line, index) => (countHidden(line) > 0 ? [`${index + 1}`] : []));
  if (lines.length === 0) return [];
  return [`It holds characters that cannot be seen: line ${cut(lines).join(', ')}.`];
}

/** A text from a file in quotes, cut if it is long. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}

const listed = (names: readonly string[]) => cut(names.map(quoted)).join(', ');

function cut(words: readonly string[]): readonly string[] {
  const shown = 10;
  return words.length <= shown ? words : [...words.slice(0, shown), `${words.length - shown} more`];
}
