import { ToolError } from '../../core/agent/tool.ts';

/** One file of a patch as written. Paths are the model's text; `lineNumber` is where the operation starts in the patch. */
export type PatchOperation =
  | { readonly kind: 'add'; readonly path: string; readonly text: string }
  | { readonly kind: 'delete'; readonly path: string; readonly hunks: readonly Hunk[] }
  | {
      readonly kind: 'update';
      readonly path: string;
      readonly moveTo: string | undefined;
      readonly hunks: readonly Hunk[];
    };

export interface Hunk {
  /** Where the hunk starts in the patch, for messages. */
  readonly patchLine: number;
  /** Lines of the file after which the hunk lies, each after the one before. */
  readonly anchors: readonly string[];
  /** The line of the old file where the hunk says it starts, from 1. */
  readonly startLine: number | undefined;
  readonly lines: readonly HunkLine[];
  /** The old lines end the file. */
  readonly isAtEnd: boolean;
  /** Whether the new file ends with a line ending; undefined leaves that as it is. */
  readonly finalNewline: boolean | undefined;
}

export interface HunkLine {
  readonly kind: 'keep' | 'remove' | 'insert';
  readonly text: string;
}

/** A hunk of no known place, for parsers to fill in. */
export function emptyHunk(patchLine: number): Hunk {
  return {
    patchLine,
    anchors: [],
    startLine: undefined,
    lines: [],
    isAtEnd: false,
    finalNewline: undefined,
  };
}

/** One line of a hunk body; an empty one is an empty line that stays. */
export function hunkLine(line: string, index: number): HunkLine {
  if (line === '') return { kind: 'keep', text: '' };
  const text = line.slice(1);
  if (line.startsWith(' ')) return { kind: 'keep', text };
  if (line.startsWith('-')) return { kind: 'remove', text };
  if (line.startsWith('+')) return { kind: 'insert', text };
  throw badLine(index, 'a line of a hunk starts with a space, "-" or "+"');
}

export function badLine(index: number, expected: string): ToolError {
  return new ToolError(`Line ${index + 1} of the patch: ${expected}. Nothing was changed.`);
}
