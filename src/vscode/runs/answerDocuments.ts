import * as vscode from 'vscode';
import type { Report } from '../../core/agent/report.ts';
import { answerOf, type RunView, runTitle } from '../../core/journal/runView.ts';
import { visible } from '../visible.ts';
import { workspaceFile } from '../workspaceFiles.ts';
import type { Runs } from './runs.ts';

const scheme = 'muster-answer';

/** Shows a run's final answer as a read-only Markdown document whose deliverables are links. */
export function registerAnswerDocuments(runs: Runs): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  return vscode.Disposable.from(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: async (uri) => {
        // The tab of an answer comes back before anybody has looked at the runs.
        await runs.recall();
        return answerText(runOf(uri, runs), runs);
      },
    }),
    // A long record may have told its answer.
    runs.onDidReread(() => tell(changed)),
    vscode.languages.registerDocumentLinkProvider(
      { scheme },
      { provideDocumentLinks: (document) => links(document, runOf(document.uri, runs)) },
    ),
  );
}

/** The answer is opened as text, not rendered, so that nothing in it can load anything. */
export async function showAnswer(view: RunView): Promise<void> {
  const uri = vscode.Uri.from({
    scheme,
    path: `/Answer to ${fileName(runTitle(view))}.md`,
    query: view.runId,
  });
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.languages.setTextDocumentLanguage(document, 'markdown');
  const options = isTypedIn(vscode.window.activeTextEditor)
    ? { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true }
    : {};
  await vscode.window.showTextDocument(document, { preview: false, ...options });
}

/** Somebody may be typing there: then the answer opens beside it and leaves the cursor where it is. */
function isTypedIn(editor: vscode.TextEditor | undefined): boolean {
  return editor !== undefined && ['file', 'untitled'].includes(editor.document.uri.scheme);
}

/** How a run ended that did not complete, in one line. */
export function describeEnd({ outcome, reason }: Report): string {
  const words = {
    completed: 'completed',
    partial: 'ended partly done',
    failed: 'failed',
    cancelled: 'was cancelled',
  };
  return `The run ${words[outcome]}${reason === undefined ? '.' : `: ${visible(reason)}`}`;
}

/** The task as a tab can show it. */
const fileName = (task: string) =>
  visible(task)
    .replace(/[/\\?#]/g, ' ')
    .slice(0, 60)
    .trim();

const notRead =
  'The record of this run is long, and was not read in full. Its answer stands here once you click “Read the whole record” under the run.\n';

const runOf = (uri: vscode.Uri, runs: Runs) => runs.views.find((view) => view.runId === uri.query);

function tell(changed: vscode.EventEmitter<vscode.Uri>): void {
  for (const { uri } of vscode.workspace.textDocuments) if (uri.scheme === scheme) changed.fire(uri);
}

/** What the document of an answer says. */
export function answerText(view: RunView | undefined, runs: Runs): string {
  if (view && runs.unreadBytes(view.runId) !== undefined) return notRead;
  if (!view?.report) return 'This run has no answer.\n';
  const { outcome } = view.report;
  const ending = outcome === 'completed' ? '' : `> ${describeEnd(view.report)}\n\n`;
  return `${ending}${answerOf(view)}\n`;
}

function links(document: vscode.TextDocument, view: RunView | undefined): vscode.DocumentLink[] {
  const paths = view?.agents.flatMap((agent) => agent.deliverables.map(({ path }) => path)) ?? [];
  const text = document.getText();
  return [...new Set(paths)].flatMap((path) => {
    const uri = workspaceFile(path);
    if (!uri) return [];
    return occurrences(text, path).map((start) => {
      const range = new vscode.Range(document.positionAt(start), document.positionAt(start + path.length));
      return new vscode.DocumentLink(range, uri);
    });
  });
}

function occurrences(text: string, part: string): number[] {
  const starts: number[] = [];
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + part.length)) starts.push(at);
  return starts;
}
