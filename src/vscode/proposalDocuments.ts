import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { FileChange, FileSnapshot, Request } from '../core/human/request.ts';
import type { Approvals } from './approvals.ts';
import { visible } from './visible.ts';

const scheme = 'muster-proposal';

/** Both sides of one file, as documents. */
interface Pages {
  readonly left: vscode.Uri;
  readonly right: vscode.Uri;
  readonly title: string;
}

/**
 * Read-only documents with the exact text of pending proposals, and the diff editors that show them. The left side
 * is the text an approval counts for, not the file, which may change or go meanwhile.
 */
export class ProposalDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #approvals: Approvals;
  /** Only an address made here leads to a request, so that a made-up one leads nowhere. */
  readonly #texts = new Map<string, { readonly requestId: string; readonly text: string }>();
  readonly #shown = new Map<string, readonly Pages[]>();
  readonly #registrations: vscode.Disposable;

  constructor(approvals: Approvals) {
    this.#approvals = approvals;
    this.#registrations = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      approvals.onDidSettle((request) => void this.#forget(request)),
    );
    // Diffs of an earlier window were restored without their texts.
    void closeDiffs(() => true);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const page = this.#texts.get(uri.toString());
    if (!page) throw new Error('This change is not waiting any more.');
    return page.text;
  }

  /** Opens each file of the proposal as a diff: on the left as the agent found it, on the right as proposed. */
  async show(request: Request): Promise<void> {
    const pages = this.#shown.get(request.requestId) ?? this.#makePages(request);
    const [first] = pages;
    const isOne = pages.length === 1;
    for (const page of isOne || !first ? pages : [...pages, first]) {
      const { left, right, title } = page;
      await vscode.commands.executeCommand('vscode.diff', left, right, title, { preview: isOne });
      if (!this.#approvals.find(request.requestId)) return this.#forget(request);
    }
  }

  /** The request a proposal document belongs to, if this window made it. */
  requestAt(uri: vscode.Uri): Request | undefined {
    const requestId = this.#texts.get(uri.toString())?.requestId;
    return requestId === undefined ? undefined : this.#approvals.find(requestId);
  }

  dispose(): void {
    this.#registrations.dispose();
  }

  #makePages(request: Request): readonly Pages[] {
    const { changes } = request.draft;
    const pages = changes.map((change, index) => ({
      left: this.#address(request, change.path, change.before),
      right: this.#address(request, change.path, change.after),
      title: title(change, changes.length === 1 ? '' : ` (${index + 1} of ${changes.length})`),
    }));
    this.#shown.set(request.requestId, pages);
    return pages;
  }

  #address({ requestId }: Request, path: string, side: FileSnapshot | null): vscode.Uri {
    const uri = vscode.Uri.from({ scheme, path: `/${path}`, query: randomUUID() });
    this.#texts.set(uri.toString(), { requestId, text: side?.text ?? '' });
    return uri;
  }

  async #forget({ requestId }: Request): Promise<void> {
    await closeDiffs((uri) => this.#texts.get(uri.toString())?.requestId === requestId);
    this.#shown.delete(requestId);
    for (const [address, page] of this.#texts) {
      if (page.requestId === requestId) this.#texts.delete(address);
    }
  }
}

async function closeDiffs(isMeant: (right: vscode.Uri) => boolean): Promise<void> {
  const tabs = vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(
      ({ input }) =>
        input instanceof vscode.TabInputTextDiff &&
        input.modified.scheme === scheme &&
        isMeant(input.modified),
    );
  try {
    await vscode.window.tabGroups.close(tabs);
  } catch {
    // A person closed one of them first.
  }
}

function title({ path, before, after, isProtected }: FileChange, place: string): string {
  const what = !before ? 'new file, proposed' : after ? 'current ↔ proposed' : 'proposed deletion';
  return `${visible(path)}: ${what}${isProtected ? ', protected file' : ''}${place}`;
}
