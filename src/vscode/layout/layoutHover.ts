import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { readApproval } from '../settings/settings.ts';
import { signalOf } from '../signalOf.ts';
import { type Covered, layoutHoverText } from './layoutHoverText.ts';
import { type LayoutCoverage, type LayoutRow, type Layouts, layoutFileName } from './layouts.ts';

const rememberMs = 5000;

/** A row of the table in a WORKSPACE.md says what it means, and how many files it covers now. */
export function registerLayoutHover(layouts: Pick<Layouts, 'parse' | 'coverage'>): vscode.Disposable {
  const count = remembering(layouts);
  return vscode.languages.registerHoverProvider(
    { scheme: 'file', pattern: `**/${layoutFileName}` },
    {
      async provideHover(document, position, token) {
        const layout = await layouts.parse(document.getText());
        if (layout.kind === 'broken') return undefined;
        const { rows } = layout;
        const row = rows.findIndex(({ line }) => line === position.line + 1);
        if (row === -1) return undefined;
        const covered = await coveredBy({ document, rows, count }, token);
        if (token.isCancellationRequested) return undefined;
        const approval = readApproval();
        return layoutHoverText({ rows, row, covered, approval, isFurtherIn: isFurtherIn(document) });
      },
    },
  );
}

type Count = (folder: string, rows: readonly LayoutRow[], signal: AbortSignal) => Promise<LayoutCoverage>;

async function coveredBy(
  asked: {
    readonly document: vscode.TextDocument;
    readonly rows: readonly LayoutRow[];
    readonly count: Count;
  },
  token: vscode.CancellationToken,
): Promise<Covered> {
  if (!vscode.workspace.isTrusted) return { kind: 'restricted' };
  const { signal, release } = signalOf(token);
  try {
    const coverage = await asked.count(dirname(asked.document.uri.fsPath), asked.rows, signal);
    return { kind: 'counted', coverage };
  } catch {
    // A hover must not fail for a count: what the row means can be said all the same.
    return { kind: 'unknown' };
  } finally {
    release();
  }
}

/** Keeps the last count for some seconds, since a pointer that moves asks again and again. */
function remembering({ coverage }: Pick<Layouts, 'coverage'>): Count {
  let last: { readonly key: string; readonly at: number; readonly found: LayoutCoverage } | undefined;
  return async (folder, rows, signal) => {
    const key = JSON.stringify([folder, rows.map(({ pattern, access }) => [pattern, access])]);
    if (last?.key === key && performance.now() - last.at < rememberMs) return last.found;
    const found = await coverage(folder, rows, signal);
    last = { key, at: performance.now(), found };
    return found;
  };
}

function isFurtherIn({ uri }: vscode.TextDocument): boolean {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  return folder !== undefined && folder.uri.fsPath !== dirname(uri.fsPath);
}
