import { ToolError } from '../../core/agent/tool.ts';
import { type Searching, searchInTurn } from './searchInTurn.ts';

const mostOffered = 8;

/** Throws `ToolError`, with the nearest ones there are, for a file type that ripgrep does not know. */
export async function requireFileType(
  searching: Searching,
  folder: string,
  asked: string,
  signal: AbortSignal,
): Promise<void> {
  const types = new Map<string, string>();
  await searchInTurn(
    searching,
    { folder, options: ['--type-list'], separator: '\n' },
    (line) => {
      const [name = '', globs = ''] = line.split(': ');
      types.set(name, globs);
      return true;
    },
    signal,
  );
  if (types.has(asked)) return;
  const near = nearTypes(
    types,
    asked
      .slice(0, 40)
      .toLowerCase()
      .replace(/^[*.]+/, ''),
  );
  const offer = near.length === 0 ? 'Use glob instead, such as *.ts.' : `Near ones: ${near.join(', ')}.`;
  throw new ToolError(`There is no file type ${JSON.stringify(asked.slice(0, 40))}. ${offer}`);
}

/** Those for files that end so first, then those that begin so, then those that are written much the same. */
function nearTypes(types: ReadonlyMap<string, string>, asked: string): readonly string[] {
  const names = [...types.keys()];
  const byEnding = names.filter((name) => types.get(name)?.split(', ').includes(`*.${asked}`));
  const byBeginning = names.filter(
    (name) => name.startsWith(asked) || (name.length > 1 && asked.startsWith(name)),
  );
  const bySpelling = names.filter((name) => name.length > 2 && distance(name, asked) <= 2);
  return [...new Set([...(asked === '' ? [] : [...byEnding, ...byBeginning]), ...bySpelling])].slice(
    0,
    mostOffered,
  );
}

/** How many letters one text is away from another. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, n) => n);
  for (const [i, a] of [...from].entries()) {
    const next = [i + 1];
    for (const [j, b] of [...to].entries()) {
      const replaced = (row[j] ?? 0) + (a === b ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
