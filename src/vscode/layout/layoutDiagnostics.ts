import { basename } from 'node:path';
import * as vscode from 'vscode';
import { throttled } from '../throttled.ts';
import { visible } from '../visible.ts';
import { type LayoutRow, type Layouts, layoutFileName } from './layouts.ts';

const judgeEveryMs = 250;

type Judge = Pick<Layouts, 'parse' | 'covers'>;

/** Shows what is wrong with a WORKSPACE.md while it is open, and follows what is typed. */
export function registerLayoutDiagnostics(layouts: Judge): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('muster');
  let isOver = false;
  const show = async (document: vscode.TextDocument) => {
    if (!isLayout(document)) return;
    const { version } = document;
    const found = await diagnose(document, layouts);
    // What was typed meanwhile is judged by itself.
    if (!isOver && !document.isClosed && document.version === version) collection.set(document.uri, found);
  };
  const changed = new Set<vscode.TextDocument>();
  const judge = throttled(() => {
    for (const document of changed) void show(document);
    changed.clear();
  }, judgeEveryMs);
  for (const document of vscode.workspace.textDocuments) void show(document);
  return vscode.Disposable.from(
    new vscode.Disposable(() => {
      isOver = true;
    }),
    collection,
    judge,
    vscode.workspace.onDidOpenTextDocument(show),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (!isLayout(document)) return;
      changed.add(document);
      judge.soon();
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => collection.delete(uri)),
  );
}

/** Whether a document is a file that runs would read as a layout. */
function isLayout({ uri }: vscode.TextDocument): boolean {
  if (uri.scheme !== 'file' || basename(uri.fsPath) !== layoutFileName) return false;
  return vscode.workspace.getWorkspaceFolder(uri) !== undefined;
}

async function diagnose(document: vscode.TextDocument, layouts: Judge): Promise<vscode.Diagnostic[]> {
  // The lines of this very text: the document may change while it is judged.
  const text = document.getText();
  const lines = text.split(/\r\n|\r|\n/);
  const layout = await layouts.parse(text);
  if (layout.kind === 'broken') {
    const { Error: error } = vscode.DiagnosticSeverity;
    return layout.problems.map(({ line, reason }) => onLine(lines, line, sentence(reason), error));
  }
  return layout.rows.flatMap((row, index) => {
    const by = layout.rows.slice(0, index).find((earlier) => layouts.covers(earlier.pattern, row.pattern));
    return by ? [neverCounts(lines, row, by)] : [];
  });
}

/** What is told may be in small letters, as the second part of a sentence. */
function sentence(reason: string): string {
  const text = visible(reason);
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`.replace(/[^.!?]$/, '$&.');
}

function neverCounts(lines: readonly string[], row: LayoutRow, by: LayoutRow): vscode.Diagnostic {
  const message = `This row never counts: \`${visible(by.pattern)}\` in line ${by.line} comes first and covers it.`;
  const diagnostic = onLine(lines, row.line, message, vscode.DiagnosticSeverity.Warning);
  diagnostic.tags = [vscode.DiagnosticTag.Unnecessary];
  return diagnostic;
}

function onLine(
  lines: readonly string[],
  line: number,
  message: string,
  severity: vscode.DiagnosticSeverity,
): vscode.Diagnostic {
  const index = Math.min(Math.max(line, 1), lines.length) - 1;
  const text = lines[index] ?? '';
  const start = text.length - text.trimStart().length;
  const words = new vscode.Range(index, start, index, Math.max(start, text.trimEnd().length));
  const diagnostic = new vscode.Diagnostic(words, message, severity);
  diagnostic.source = 'Muster';
  return diagnostic;
}
