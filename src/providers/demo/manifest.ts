import { z } from 'zod';
import { parseJson } from './conversation.ts';
import { baseName } from './fileList.ts';

/** What a project says about itself in its manifest, field by field. */
export interface Manifest {
  readonly path: string;
  readonly name: string | undefined;
  readonly version: string | undefined;
  readonly entries: readonly Entry[];
  readonly scripts: readonly string[];
  /** False when the file could not be understood. */
  readonly isReadable: boolean;
}

/** A field of the manifest that names a way in, such as `main` or `bin.muster`. */
export interface Entry {
  readonly field: string;
  readonly target: string;
}

const names = ['package.json', 'pyproject.toml', 'Cargo.toml', 'go.mod'];

/** The manifests nearest to the root, one of each kind. */
export function manifestPaths(files: readonly string[]): string[] {
  const depth = (path: string) => path.split('/').length;
  return names.flatMap((name) =>
    files
      .filter((path) => baseName(path) === name)
      .toSorted((a, b) => depth(a) - depth(b))
      .slice(0, 1),
  );
}

export function readManifest(path: string, text: string): Manifest {
  switch (baseName(path)) {
    case 'package.json':
      return readPackage(path, text);
    case 'go.mod':
      return {
        ...unread(path),
        name: /^module\s+(\S+)/m.exec(text)?.[1],
        isReadable: /^module\s/m.test(text),
      };
    default:
      return readToml(path, text);
  }
}

const PackageJson = z.looseObject({
  name: z.string().optional(),
  version: z.string().optional(),
  scripts: z.record(z.string(), z.unknown()).optional(),
});

function readPackage(path: string, text: string): Manifest {
  const parsed = parseJson(text, PackageJson);
  if (parsed === undefined) return unread(path);
  const fields = ['main', 'module', 'browser', 'types', 'bin', 'exports'];
  return {
    path,
    name: parsed.name,
    version: parsed.version,
    entries: fields.flatMap((field) => entriesOf(field, parsed[field])),
    scripts: Object.keys(parsed.scripts ?? {}),
    isReadable: true,
  };
}

function entriesOf(field: string, value: unknown): Entry[] {
  if (typeof value === 'string') return [{ field, target: value.replace(/^\.\//, '') }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => entriesOf(`${field}.${key}`, inner));
}

/** The few fields of `[package]`, `[project]`, `[lib]`, `[[bin]]` and `[project.scripts]`, one `key = "value"` a line. */
function readToml(path: string, text: string): Manifest {
  const values: { section: string; key: string; value: string }[] = [];
  let section = '';
  for (const line of text.split(/\r?\n/)) {
    section = /^\s*\[+([^\]]+)\]/.exec(line)?.[1]?.trim() ?? section;
    const found = /^\s*"?([\w.-]+)"?\s*=\s*["']([^"']*)["']/.exec(line);
    if (found) values.push({ section, key: found[1] ?? '', value: found[2] ?? '' });
  }
  const about = (key: string) =>
    values.find((item) => ['package', 'project', 'tool.poetry'].includes(item.section) && item.key === key)
      ?.value;
  const entries = values.filter(
    (item) =>
      /^(project|tool\.poetry)\.scripts$/.test(item.section) ||
      (['lib', 'bin'].includes(item.section) && item.key === 'path'),
  );
  return {
    ...unread(path),
    name: about('name'),
    version: about('version'),
    entries: entries.map((item) => ({ field: `${item.section}.${item.key}`, target: item.value })),
    isReadable: values.length > 0,
  };
}

function unread(path: string): Manifest {
  return { path, name: undefined, version: undefined, entries: [], scripts: [], isReadable: false };
}
