import { modelTitle } from '../../core/human/modelTitle.ts';
import { revealed, safeLine, safeText } from '../../core/human/safeText.ts';
import type { FoundProfile } from '../../core/spawn/profile.ts';
import { padToWidth, textWidth } from '../screen/textWidth.ts';

interface Row {
  readonly cells: readonly string[];
  /** What stands below it: what is wrong with the file, or what of it is not followed. */
  readonly remarks: readonly string[];
}

/** The profiles as a table for people, in the order given, with what to know of each below it. Safe to print. */
export function profilesTable(profiles: readonly FoundProfile[]): string {
  const rows = profiles.map((found) => (found.kind === 'broken' ? brokenRow(found) : soundRow(found)));
  const head = ['NAME', 'STATE', 'SOURCE', 'MODEL', 'TOOLS'];
  const widths = head.map((title, column) => {
    return rows.reduce((most, { cells }) => Math.max(most, textWidth(cells[column] ?? '')), title.length);
  });
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => padToWidth(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  const lines = rows.flatMap(({ cells, remarks }) => [line(cells), ...remarks.map((text) => `    ${text}`)]);
  return `${[line(head), ...lines].join('\n')}\n${advice(profiles)}`;
}

function soundRow({ profile, source }: Extract<FoundProfile, { kind: 'found' }>): Row {
  const { name, models, tools } = profile;
  const isFile = source.kind === 'file';
  return {
    cells: [
      shown(name),
      isFile && !source.isTrusted ? notYet : 'trusted',
      isFile ? shown(source.path) : 'built in',
      models.length === 0 ? "the run's" : models.map((model) => shown(modelTitle(model))).join(', '),
      tools === null ? 'all' : tools.length === 0 ? 'none' : tools.map(shown).join(', '),
    ],
    remarks: isFile ? source.notes.map((note) => `note: ${shown(note)}`) : [],
  };
}

function brokenRow({ name, path, message }: Extract<FoundProfile, { kind: 'broken' }>): Row {
  const problems = safeText(message).split('\n');
  return { cells: [shown(name), 'broken', shown(path), '–', '–'], remarks: problems.map(shown) };
}

const notYet = 'not trusted yet';

function advice(profiles: readonly FoundProfile[]): string {
  const isStranger = (found: FoundProfile) =>
    found.kind === 'found' && found.source.kind === 'file' && !found.source.isTrusted;
  return profiles.some(isStranger) ? '\nTo read a profile and trust it: muster profiles --trust NAME\n' : '';
}

const shown = (text: string) => revealed(safeLine(text));
