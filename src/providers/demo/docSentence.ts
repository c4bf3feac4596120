import { extensionOf } from './fileList.ts';
import { clip } from './wording.ts';

/** The first sentence a source file says about itself or its first definition; undefined when it says nothing. */
export function docSentence(path: string, text: string): string | undefined {
  const comment = commentIn(path, text.replace(/^#!.*\n/, '').replace(/\r/g, ''));
  const paragraph = (comment ?? '')
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .trim()
    .split(/\n\s*\n|\n@/)[0];
  if (paragraph === undefined || /^(@|copyright\b|eslint|biome)/i.test(paragraph)) return undefined;
  const sentence = /^[\s\S]*?[.!?](?=\s|$)/.exec(paragraph)?.[0] ?? paragraph;
  return sentence.trim() === '' ? undefined : clip(sentence, 200);
}

function commentIn(path: string, text: string): string | undefined {
  switch (extensionOf(path)) {
    case 'py':
      return /^\s*(?:#.*\n\s*)*(?:"""([\s\S]*?)"""|'''([\s\S]*?)''')/.exec(text)?.slice(1).find(Boolean);
    case 'rs':
      return lineComments(text, '//!') ?? lineComments(text, '///');
    case 'go':
      return lineComments(text, '//');
    default:
      return blockComment(text) ?? (/^\s*\/\//.test(text) ? lineComments(text, '//') : undefined);
  }
}

/** The comment that opens the file, or else the first documentation comment. */
function blockComment(text: string): string | undefined {
  const found = /^\s*\/\*\*?([\s\S]*?)\*\//.exec(text) ?? /^[ \t]*\/\*\*([\s\S]*?)\*\//m.exec(text);
  return found?.[1]?.replace(/^\s*\* ?/gm, '');
}

/** The first run of lines that begin with `prefix`. */
function lineComments(text: string, prefix: string): string | undefined {
  const lines = text.split('\n').map((line) => line.trim());
  const start = lines.findIndex((line) => line.startsWith(prefix));
  if (start < 0) return undefined;
  const after = lines.slice(start);
  const length = after.findIndex((line) => !line.startsWith(prefix));
  return (length < 0 ? after : after.slice(0, length)).map((line) => line.slice(prefix.length)).join('\n');
}
