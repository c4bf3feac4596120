import { extensionOf } from './fileList.ts';
import type { PlannedCall } from './step.ts';

/** What one line or file offers to others. `isOpen`: a list goes on where it could not be seen. */
export interface Definitions {
  readonly names: readonly string[];
  readonly isOpen: boolean;
}

interface Language {
  readonly extensions: readonly string[];
  /** For the search tool: the lines on which definitions begin. */
  readonly pattern: string;
  readonly read: (line: string) => Definitions;
}

const languages: readonly Language[] = [
  {
    extensions: ['ts', 'tsx', 'mts', 'cts', 'js', 'jsx', 'mjs', 'cjs'],
    pattern: '^(export\\b|(module\\.)?exports\\b)',
    read: readScriptLine,
  },
  {
    extensions: ['py'],
    pattern: '^((async +)?def|class) ',
    read: (line) => named(/^(?:(?:async +)?def|class) +([A-Za-z]\w*)/.exec(line)),
  },
  {
    extensions: ['go'],
    pattern: '^(func|type|var|const) ',
    read: (line) => named(/^(?:func(?: *\([^)]*\))?|type|var|const) +(\p{Lu}\w*)/u.exec(line)),
  },
  {
    extensions: ['rs'],
    pattern: '^pub ',
    read: (line) =>
      named(
        /^pub +(?:(?:async|unsafe|const|extern "[^"]*") +)*(?:fn|struct|enum|trait|mod|const|static|type|union) +(\w+)/.exec(
          line,
        ),
      ),
  },
];

/** The search for the definitions of all files with one ending. */
export interface DefinitionSearch {
  readonly extension: string;
  readonly call: PlannedCall;
}

/** One search for each ending among `paths`. */
export function definitionSearches(paths: readonly string[]): DefinitionSearch[] {
  const present = new Set(paths.map(extensionOf));
  return languages.flatMap(({ extensions, pattern }) =>
    extensions
      .filter((extension) => present.has(extension))
      .map((extension) => {
        const glob = `**/*.${extension}`;
        const input = { pattern, glob, case_sensitive: true, mode: 'content', limit: 1000 };
        return { extension, call: { name: 'grep', input } };
      }),
  );
}

/** True for files in a language whose definitions can be told. */
export function hasDefinitions(path: string): boolean {
  return languages.some(({ extensions }) => extensions.includes(extensionOf(path)));
}

/** The names that a line of this file defines for others; `next` are the lines after it, as far as known. */
export function definitionsOn(path: string, line: string, next: readonly string[] = []): Definitions {
  const language = languages.find(({ extensions }) => extensions.includes(extensionOf(path)));
  if (language === undefined) return nothing;
  const found = language.read(line);
  if (!found.isOpen || next.length === 0) return found;
  const end = next.findIndex((later) => later.includes('}'));
  return end < 0 ? found : language.read([line, ...next.slice(0, end + 1)].join(' '));
}

const nothing: Definitions = { names: [], isOpen: false };

function named(found: RegExpExecArray | null): Definitions {
  return found?.[1] === undefined ? nothing : { names: [found[1]], isOpen: false };
}

function readScriptLine(line: string): Definitions {
  const list = /^export +(?:type +)?\{([^}]*)(\}?)/.exec(line);
  if (list) return { names: listNames(list[1] ?? '', / as /), isOpen: list[2] === '' };
  const unpacked = /^export +(?:const|let|var) +[{[]([^}\]]*)([}\]]?)/.exec(line);
  if (unpacked) return { names: listNames(unpacked[1] ?? '', /:/), isOpen: unpacked[2] === '' };
  if (/^export +default\b/.test(line)) return { names: ['default'], isOpen: false };
  const everything = /^export +(?:type +)?\*(?: +as +([\w$]+))? +from +['"]([^'"]+)/.exec(line);
  if (everything) return { names: [everything[1] ?? `* from ${everything[2]}`], isOpen: false };
  if (/^(export|module\.exports) *=/.test(line)) return { names: ['module.exports'], isOpen: false };
  return named(
    /^export +(?:(?:declare|abstract|async) +)*(?:const +enum|function *\*?|class|const|let|var|interface|type|enum|namespace|module) *([\w$]+)/.exec(
      line,
    ) ?? /^(?:module\.)?exports\.([\w$]+) *=/.exec(line),
  );
}

/** The outer name of each item, such as `b` in `a as b`. */
function listNames(items: string, renaming: RegExp): string[] {
  const clean = items.replace(/\/\*.*?\*\//g, '');
  return clean
    .split(',')
    .map((item) => item.replace(/=.*/, '').replace(/^ *type +(?=\w)/, ''))
    .map((item) => (item.split(renaming).at(-1) ?? '').replace(/^ *\.\.\./, '').trim())
    .filter((name) => /^[\w$]+$/.test(name));
}
