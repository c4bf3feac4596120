import type { Profile } from '../../core/spawn/profile.ts';
import { readClaudeFields, readCopilotFields } from './foreignProfile.ts';
import { readMusterFields } from './musterProfile.ts';
import { createFieldReader, type FieldReader, type ProfileFields } from './profileFields.ts';
import { type ProfileProblem, readFrontMatter } from './profileFrontMatter.ts';
import { nameFrom } from './profileNames.ts';
import { notesOnOthers, notesOnText, quoted } from './profileNotes.ts';

/** Whose format a file is in; the folder it lies in decides. */
export type ProfileKind = 'muster' | 'claude' | 'copilot';

export interface ProfileText {
  readonly kind: ProfileKind;
  /** Workspace-relative. */
  readonly path: string;
  /** The file's name without its ending. */
  readonly stem: string;
  readonly text: string;
}

/** `broken`: a line of the message for each problem, with the file, the line and the field. */
export type ParsedProfile =
  | { readonly kind: 'parsed'; readonly profile: Profile; readonly notes: readonly string[] }
  | { readonly kind: 'broken'; readonly name: string; readonly message: string };

const readers: Readonly<Record<ProfileKind, (reader: FieldReader, stem: string) => ProfileFields>> = {
  muster: readMusterFields,
  claude: readClaudeFields,
  copilot: readCopilotFields,
};

/** Reads one profile. Pure; never throws, whatever the text is. */
export function parseProfileFile({ kind, path, stem, text }: ProfileText): ParsedProfile {
  const broken = (problems: readonly ProfileProblem[], name = nameFrom(stem) ?? stem): ParsedProfile => ({
    kind: 'broken',
    name,
    message: problems.map((problem) => problemText(path, problem)).join('\n'),
  });
  const matter = readFrontMatter(text, { lenient: kind !== 'muster' });
  if (matter.kind === 'broken') return broken([matter.problem]);

  const reader = createFieldReader(matter.fields);
  const { name, description, notes, known, ...rest } = readers[kind](reader, stem);
  const { instructions, instructionsLine } = matter;
  const empty = { line: instructionsLine, field: undefined, message: 'the instructions are missing' };
  const problems = instructions === '' ? [...reader.problems, empty] : reader.problems;
  if (name === undefined || description === undefined || problems.length > 0) return broken(problems, name);

  const others = [...matter.fields.keys()].filter((field) => !known.includes(field));
  const profile = { name, description: description.replace(/\s+/g, ' '), instructions, ...rest };
  return {
    kind: 'parsed',
    profile,
    notes: [...notes, ...notesOnOthers(others), ...notesOnText(text)],
  };
}

function problemText(path: string, { line, field, message }: ProfileProblem): string {
  return `${path}:${line}: ${field === undefined ? '' : `field ${quoted(field)}: `}${message}.`;
}
