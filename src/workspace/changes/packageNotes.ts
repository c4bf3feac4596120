import { z } from 'zod';
import type { NotedChange } from './changeNotes.ts';

const watched = [
  'scripts',
  'bin',
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
  'bundleDependencies',
  'overrides',
  'resolutions',
  'pnpm',
  'workspaces',
  'packageManager',
] as const;

const PackageFile = z.record(z.string(), z.unknown());

/** Which commands and packages a package.json changes: each with what it was and what it becomes. */
export function packageNotes({ names, before, after }: NotedChange): readonly string[] {
  if (names.at(-1) !== 'package.json' || after === null || after === before) return [];
  const [old, now] = [parsed(before ?? '{}'), parsed(after)];
  if (now === undefined || old === undefined) {
    const which = now === undefined ? 'It is no valid JSON' : 'It was no valid JSON before';
    return [`${which}, so its scripts and dependencies cannot be compared.`];
  }
  return watched.flatMap((section) => sectionNotes(section, old[section], now[section]));
}

function sectionNotes(section: string, old: unknown, now: unknown): readonly string[] {
  const [before, after] = [entriesOf(old), entriesOf(now)];
  const keys = [...new Set([...before.keys(), ...after.keys()])].filter(
    (key) => before.get(key) !== after.get(key),
  );
  return keys.map((key) => {
    const name = key === '' ? section : `${section}.${key}`;
    const [from, to] = [before.get(key), after.get(key)];
    if (from === undefined) return `Adds ${name}: ${to}`;
    return to === undefined ? `Removes ${name}: ${from}` : `Changes ${name}: ${from} → ${to}`;
  });
}

/** The entries of a section as text; a section that is not a table has one without a name. */
function entriesOf(section: unknown): ReadonlyMap<string, string> {
  if (section === undefined) return new Map();
  const table = PackageFile.safeParse(section);
  if (!table.success) return new Map([['', JSON.stringify(section)]]);
  return new Map(Object.entries(table.data).map(([key, value]) => [key, JSON.stringify(value)]));
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const file = PackageFile.safeParse(JSON.parse(text.replace(/^\ufeff/, '')));
    return file.success ? file.data : undefined;
  } catch {
    return undefined;
  }
}
