import { isMap, isScalar, isSeq, LineCounter, parseDocument, type YAMLError } from 'yaml';

/** What is wrong with a profile's file, and where. */
export interface ProfileProblem {
  readonly line: number;
  readonly field: string | undefined;
  readonly message: string;
}

/** `undefined` stands for what is neither text nor a number, such as a list in a list or an alias. */
export type Scalar = string | number | boolean | null | undefined;

export interface Field {
  readonly line: number;
  readonly value: Scalar | readonly { readonly value: Scalar; readonly line: number }[];
}

export type FrontMatter =
  | {
      readonly kind: 'parsed';
      readonly fields: ReadonlyMap<string, Field>;
      readonly instructions: string;
      readonly instructionsLine: number;
    }
  | { readonly kind: 'broken'; readonly problem: ProfileProblem };

/** Far more than a profile says of itself, and little enough that the worst YAML is refused in a moment. */
const longestFrontMatter = 10_000;
const fence = '---';

/**
 * Splits a profile's text into its fields and its instructions. Nothing is expanded: an alias has no value. `lenient`
 * takes a description of one line as plain text where it is no valid YAML, as other programs do.
 */
export function readFrontMatter(text: string, { lenient }: { readonly lenient: boolean }): FrontMatter {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (lines[0]?.trimEnd() !== fence) {
    return broken(1, undefined, `the file must start with a line "${fence}" and fields such as "name: …"`);
  }
  const end = lines.findIndex((line, index) => index > 0 && line.trimEnd() === fence);
  if (end < 0) return broken(1, undefined, `the second line "${fence}", which ends the fields, is missing`);
  const yaml = lines.slice(1, end).join('\n');
  if (yaml.length > longestFrontMatter) {
    return broken(1, undefined, `the fields are too long (at most ${longestFrontMatter} characters)`);
  }
  if (isDeep(yaml)) return broken(1, undefined, 'the fields are nested too deeply');
  const strict = readFields(yaml);
  const fields = strict instanceof Map || !lenient ? strict : readFields(withQuotes(yaml), strict);
  if (!(fields instanceof Map)) return { kind: 'broken', problem: fields };
  return {
    kind: 'parsed',
    fields,
    instructions: lines
      .slice(end + 1)
      .join('\n')
      .trim(),
    instructionsLine: Math.min(end + 2, lines.length),
  };
}

/** Far deeper than any profile; a parser that goes on from here can run out of stack. What never closes counts too. */
function isDeep(yaml: string): boolean {
  if (/(?:[-?][ \t]+){100}/.test(yaml)) return true;
  let depth = 0;
  for (const character of yaml) {
    if (character === '[' || character === '{') depth += 1;
    if (character === ']' || character === '}') depth = Math.max(0, depth - 1);
    if (depth > 100) return true;
  }
  return false;
}

/** The fields, or the first problem; `earlier` is the one to tell if this attempt fails as well. */
function readFields(yaml: string, earlier?: ProfileProblem): Map<string, Field> | ProfileProblem {
  const counter = new LineCounter();
  // The first line of the file is the fence, which is not part of the YAML.
  const lineAt = (offset: number) => counter.linePos(offset).line + 1;
  const document = parseDocument(yaml, { lineCounter: counter, prettyErrors: false, merge: false });
  const fault = document.errors[0] ?? document.warnings[0];
  if (fault !== undefined) return earlier ?? problemOf(fault, lineAt(fault.pos[0]), yaml);

  const fields = new Map<string, Field>();
  const { contents } = document;
  if (contents === null) return fields;
  if (!isMap(contents))
    return { line: 2, field: undefined, message: 'write fields, one "name: value" a line' };
  for (const { key, value } of contents.items) {
    const line = isScalar(key) && key.range ? lineAt(key.range[0]) : 2;
    const name = isScalar(key) ? key.value : undefined;
    if (typeof name !== 'string') return { line, field: undefined, message: 'a field has no plain name' };
    if (unsafeNames.has(name)) return { line, field: name, message: 'no field may have this name' };
    fields.set(name, { line, value: readValue(value, line, lineAt) });
  }
  return fields;
}

const unsafeNames: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

function readValue(node: unknown, line: number, lineAt: (offset: number) => number): Field['value'] {
  if (node === null) return null;
  if (!isSeq(node)) return scalarOf(node);
  return node.items.map((item) => ({
    value: scalarOf(item),
    line: isScalar(item) && item.range ? lineAt(item.range[0]) : line,
  }));
}

function scalarOf(node: unknown): Scalar {
  if (!isScalar(node)) return undefined;
  const { value } = node;
  const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return isPlain || value === null ? value : undefined;
}

function problemOf(fault: YAMLError, line: number, yaml: string): ProfileProblem {
  const above = yaml.split('\n').slice(0, line - 1);
  const field = above.map((text) => /^([\w-]+)\s*:/.exec(text)?.[1]).findLast((name) => name !== undefined);
  if (fault.code === 'DUPLICATE_KEY') return { line, field, message: 'it is there more than once' };
  return { line, field, message: `not valid YAML: ${fault.message}` };
}

function withQuotes(yaml: string): string {
  return yaml.replace(
    /^(name|description|argument-hint): +([^\s"'|>].*)$/gm,
    (_, name: string, value: string) => `${name}: ${JSON.stringify(value.trimEnd())}`,
  );
}

function broken(line: number, field: string | undefined, message: string): FrontMatter {
  return { kind: 'broken', problem: { line, field, message } };
}
