import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Request } from '../../core/human/request.ts';
import type { Approvals } from './approvals.ts';
import { pagesOf } from './proposalPages.ts';
import { closeProposals, proposalScheme } from './proposalTabs.ts';

/** A page as documents; with `left`, a diff. */
interface ShownPage {
  readonly left?: vscode.Uri;
  readonly right: vscode.Uri;
  readonly title: string;
}

/**
 * Read-only documents with the exact text of pending requests, and the editors that show them. The left side of a
 * diff is the text an approval counts for, not the file, which may change or go meanwhile.
 */
export class ProposalDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #approvals: Approvals;
  /** Only an address made here leads to a request, so that a made-up one leads nowhere. */
  readonly #texts = new Map<string, { readonly requestId: string; readonly text: string }>();
  readonly #shown = new Map<string, readonly ShownPage[]>();
  readonly #registrations: vscode.Disposable;

  constructor(approvals: Approvals) {
    this.#approvals = approvals;
    this.#registrations = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(proposalScheme, this),
      approvals.onDidSettle((request) => void this.#forget(request)),
    );
    // Tabs of an earlier window were restored without their texts.
    void closeProposals(() => true);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const page = this.#texts.get(uri.toString());
    if (!page) throw new Error('This request is not waiting any more.');
    return page.text;
  }

  /**
   * Opens each file of a change as a diff, on the left as the agent found it and on the right as proposed; and a
   * profile as its text. Does nothing for a request without a text.
   */
  async show(request: Request): Promise<void> {
    const pages = this.#shown.get(request.requestId) ?? this.#makePages(request);
    const [first] = pages;
    const isOne = pages.length === 1;
    for (const page of isOne || !first ? pages : [...pages, first]) {
      await open(page, isOne);
      if (!this.#approvals.find(request.requestId)) return this.#forget(request);
    }
  }

  /** The request a document belongs to, if this window made it. */
  requestAt(uri: vscode.Uri): Request | undefined {
    const requestId = this.#texts.get(uri.toString())?.requestId;
    return requestId === undefined ? undefined : this.#approvals.find(requestId);
  }

  dispose(): void {
    this.#registrations.dispose();
  }

  #makePages(request: Request): readonly ShownPage[] {
    const pages = pagesOf(request.draft).map(({ path, title, left, right }) => ({
      ...(left === undefined ? {} : { left: this.#address(request, path, left) }),
      right: this.#address(request, path, right),
      title,
    }));
    this.#shown.set(request.requestId, pages);
    return pages;
  }

  #address({ requestId }: Request, path: string, text: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme: proposalScheme, path: `/${path}`, query: randomUUID() });
    this.#texts.set(uri.toString(), { requestId, text });
    return uri;
  }

  async #forget({ requestId }: Request): Promise<void> {
    await closeProposals((uri) => this.#texts.get(uri.toString())?.requestId === requestId);
    this.#shown.delete(requestId);
    for (const [address, page] of this.#texts) {
      if (page.requestId === requestId) this.#texts.delete(address);
    }
  }
}

async function open({ left, right, title }: ShownPage, isPreview: boolean): Promise<void> {
  const options = { preview: isPreview };
  if (left) {
    await vscode.commands.executeCommand('vscode.diff', left, right, title, options);
    return;
  }
  // As Markdown it would have links, and a preview that hides its comments.
  const document = await vscode.workspace.openTextDocument(right);
  await vscode.languages.setTextDocumentLanguage(document, 'plaintext');
  await vscode.commands.executeCommand('vscode.open', right, options, title);
}
