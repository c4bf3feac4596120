import { ToolError } from '../../core/agent/tool.ts';

/** What to look for in files. */
export interface TextQuery {
  readonly pattern: string;
  readonly isLiteral: boolean;
  readonly isCaseSensitive: boolean;
}

const longestPattern = 10_000;

/** Throws `ToolError` for a pattern that no search could be run with. */
export function requirePattern(pattern: string): void {
  if (pattern === '') throw new ToolError('The pattern is empty.');
  if (pattern.length > longestPattern) throw new ToolError('The pattern is longer than 10,000 characters.');
  if (pattern.includes('\0')) throw new ToolError('The pattern holds a NUL character.');
}

/** The options for a query, which are to stand last, before `--`: the pattern is never taken for an option. */
export function queryOptions({ pattern, isLiteral, isCaseSensitive }: TextQuery): readonly string[] {
  return [
    '--with-filename',
    '--null',
    '--crlf',
    '--regex-size-limit=10M',
    '--dfa-size-limit=50M',
    ...(isLiteral ? ['--fixed-strings'] : []),
    isCaseSensitive ? '--case-sensitive' : '--ignore-case',
    '-e',
    pattern,
  ];
}
