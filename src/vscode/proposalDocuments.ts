import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { FileChange, Request } from '../core/human/request.ts';
import type { Approvals } from './approvals.ts';
import { visible } from './visible.ts';

const scheme = 'muster-proposal';

/** Read-only documents with the exact text of pending proposals, and the diff editors that show them. */
export class ProposalDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #approvals: Approvals;
  /** Only an address made here leads to a request, so that no one else can name one. */
  readonly #addresses = new Map<string, { readonly requestId: string; readonly text: string }>();
  readonly #registrations: vscode.Disposable;

  constructor(approvals: Approvals) {
    this.#approvals = approvals;
    this.#registrations = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      approvals.onDidSettle((request) => this.#forget(request)),
    );
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#addresses.get(uri.toString())?.text ?? '';
  }

  /** Opens each file of the proposal as a diff: the file as it is on the left, as proposed on the right. */
  async show(request: Request, folder: (path: string) => vscode.Uri): Promise<void> {
    for (const change of request.draft.changes) {
      const right = this.#address(request, change, change.after?.text ?? '');
      const left = change.before ? folder(change.path) : this.#address(request, change, '');
      const title = `${visible(change.path)}: ${titles(change)}`;
      await vscode.commands.executeCommand('vscode.diff', left, right, title, { preview: false });
    }
  }

  /** The request a proposal document belongs to, if this window made it. */
  requestAt(uri: vscode.Uri): Request | undefined {
    const requestId = this.#addresses.get(uri.toString())?.requestId;
    return requestId === undefined ? undefined : this.#approvals.find(requestId);
  }

  dispose(): void {
    this.#registrations.dispose();
  }

  #address(request: Request, change: FileChange, text: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme, path: `/${change.path}`, query: randomUUID() });
    this.#addresses.set(uri.toString(), { requestId: request.requestId, text });
    return uri;
  }

  #forget(request: Request): void {
    const isOurs = (uri: vscode.Uri) => this.#addresses.get(uri.toString())?.requestId === request.requestId;
    const tabs = vscode.window.tabGroups.all
      .flatMap((group) => group.tabs)
      .filter((tab) => tab.input instanceof vscode.TabInputTextDiff && isOurs(tab.input.modified));
    void vscode.window.tabGroups.close(tabs).then(() => {
      for (const [address, { requestId }] of this.#addresses) {
        if (requestId === request.requestId) this.#addresses.delete(address);
      }
    });
  }
}

function titles({ before, after }: FileChange): string {
  if (!before) return 'new file, proposed';
  return after ? 'current ↔ proposed' : 'proposed deletion';
}
