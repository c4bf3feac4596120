import * as vscode from 'vscode';
import { replacementOf, type TextReplacement } from './textReplacement.ts';

/** An open document, its whole text, and the text that takes its place. */
export interface DocumentEdit {
  readonly document: vscode.TextDocument;
  readonly before: string;
  readonly after: string;
}

/**
 * Replaces all texts as one step, or none. The editor refuses a step that was made for an older version of a document:
 * then it is `stale`. Documents stay unsaved.
 */
export async function applyEdits(edits: readonly DocumentEdit[]): Promise<'applied' | 'stale' | 'refused'> {
  const step = new vscode.WorkspaceEdit();
  for (const { document, before, after } of edits) addTo(step, document, before, after);
  const versions = edits.map(({ document }) => document.version);
  if (await isApplied(step)) return 'applied';
  const isStale = edits.some(
    ({ document }, index) => document.isClosed || document.version !== versions[index],
  );
  return isStale ? 'stale' : 'refused';
}

/** Takes edits back that were applied, and keeps what a person typed since. Those that had been saved are saved again. */
export async function undoEdits(
  edits: readonly DocumentEdit[],
  saved: readonly vscode.TextDocument[],
): Promise<void> {
  for (const { document, before, after } of edits) {
    const back = textBack(document, { before, after });
    if (back === undefined || document.isClosed) continue;
    const step = new vscode.WorkspaceEdit();
    addTo(step, document, document.getText(), back);
    await isApplied(step);
    if (saved.includes(document)) await document.save().then(undefined, () => false);
  }
}

/** `before` with what was typed after the edit; undefined where that cannot be told from the edit. */
function textBack(
  document: vscode.TextDocument,
  texts: Pick<DocumentEdit, 'before' | 'after'>,
): string | undefined {
  const now = document.getText();
  const after = inLineEndsOf(document, texts.after);
  if (now === after) return texts.before;
  const before = inLineEndsOf(document, texts.before);
  const edit = replacementOf(before, after);
  const typed = replacementOf(after, now);
  const lengthened = edit.text.length - (edit.end - edit.start);
  if (typed.start >= edit.start + edit.text.length) return replaced(before, typed, -lengthened);
  return typed.end <= edit.start ? replaced(before, typed, 0) : undefined;
}

function replaced(text: string, { start, end, text: piece }: TextReplacement, by: number): string {
  return text.slice(0, start + by) + piece + text.slice(end + by);
}

/** Only what differs, so that cursors, folds and what a person can undo stay as they are. */
function addTo(
  step: vscode.WorkspaceEdit,
  document: vscode.TextDocument,
  before: string,
  after: string,
): void {
  const { start, end, text } = replacementOf(before, inLineEndsOf(document, after));
  const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
  const edits = start === end && text === '' ? [] : [vscode.TextEdit.replace(range, text)];
  const eol = otherLineEnd(document, after);
  step.set(document.uri, eol === undefined ? edits : [...edits, vscode.TextEdit.setEndOfLine(eol)]);
}

/** The text with the line ends that the document has. */
export function inLineEndsOf({ eol }: vscode.TextDocument, text: string): string {
  return text.replace(/\r\n?|\n/g, eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n');
}

/** The line end that the text has throughout, if it is not the document's. */
function otherLineEnd({ eol }: vscode.TextDocument, text: string): vscode.EndOfLine | undefined {
  const { CRLF, LF } = vscode.EndOfLine;
  const ends = new Set(text.match(/\r\n?|\n/g));
  if (ends.size !== 1) return undefined;
  const wanted = ends.has('\r\n') ? CRLF : LF;
  return wanted === eol ? undefined : wanted;
}

async function isApplied(step: vscode.WorkspaceEdit): Promise<boolean> {
  try {
    return await vscode.workspace.applyEdit(step);
  } catch {
    return false;
  }
}
