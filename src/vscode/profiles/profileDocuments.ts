import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';

const scheme = 'muster-profile';
/** So many are kept; a tab that shows an older one says that it is gone. */
const mostTexts = 20;

/** Read-only documents with the exact text of a profile, which stays as it was shown whatever happens to the file. */
export class ProfileDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  /** Only an address made here leads to a text, so that a made-up one leads nowhere. */
  readonly #texts = new Map<string, string>();
  readonly #registration: vscode.Disposable;

  constructor() {
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? 'This text is not kept any more. Open the profile again.\n';
  }

  /** Shows a text in a tab under a file's name; the same text is shown once. */
  async show(path: string, text: string): Promise<void> {
    const uri = this.#address(path, text);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.languages.setTextDocumentLanguage(document, 'markdown');
    await vscode.window.showTextDocument(document, { preview: true });
  }

  dispose(): void {
    this.#registration.dispose();
  }

  #address(path: string, text: string): vscode.Uri {
    for (const [address, known] of this.#texts) {
      const uri = vscode.Uri.parse(address, true);
      if (known === text && uri.path === `/${path}`) return uri;
    }
    const uri = vscode.Uri.from({ scheme, path: `/${path}`, query: randomUUID() });
    this.#texts.set(uri.toString(), text);
    const [oldest] = this.#texts.keys();
    if (oldest !== undefined && this.#texts.size > mostTexts) this.#texts.delete(oldest);
    return uri;
  }
}
