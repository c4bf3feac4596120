import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';

const scheme = 'muster-compared';
/** So many are kept; a tab that shows an older one says that it is gone. */
const mostTexts = 40;

/** Two texts of a file to look at beside each other. */
export interface Comparison {
  readonly path: string;
  readonly title: string;
  readonly left: string;
  readonly right: string;
}

/** Read-only documents with texts that stay as they were when they were shown, whatever happens to the file. */
export class ComparedTexts implements vscode.TextDocumentContentProvider, vscode.Disposable {
  /** Only an address made here leads to a text, so that a made-up one leads nowhere. */
  readonly #texts = new Map<string, string>();
  readonly #registration: vscode.Disposable;

  constructor() {
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return (
      this.#texts.get(uri.toString()) ?? 'This text is not kept any more. Ask for the difference again.\n'
    );
  }

  /** Opens a diff and leaves the keyboard where it is: a person is in the middle of a choice. */
  async show({ path, title, left, right }: Comparison): Promise<void> {
    const sides = [this.#address(path, left), this.#address(path, right)];
    const options = { preview: true, preserveFocus: true };
    await vscode.commands.executeCommand('vscode.diff', ...sides, title, options);
  }

  /** Closes every tab that shows such texts: what they compare is no longer so. Never rejects. */
  async close(): Promise<void> {
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs).filter(isCompared);
    try {
      await vscode.window.tabGroups.close(tabs, true);
    } catch {
      // A person closed one of them first.
    }
  }

  dispose(): void {
    this.#registration.dispose();
  }

  #address(path: string, text: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme, path: `/${path}`, query: randomUUID() });
    this.#texts.set(uri.toString(), text);
    const [oldest] = this.#texts.keys();
    if (oldest !== undefined && this.#texts.size > mostTexts) this.#texts.delete(oldest);
    return uri;
  }
}

const isCompared = ({ input }: vscode.Tab) =>
  input instanceof vscode.TabInputTextDiff && input.modified.scheme === scheme;
