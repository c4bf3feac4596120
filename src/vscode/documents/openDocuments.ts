import { realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { applyEdits, type DocumentEdit, inLineEndsOf, undoEdits } from './documentEdits.ts';
import { filesWithHiddenChanges } from './hiddenChanges.ts';

/** A file as its editor shows it; without a text where that cannot be read, such as that of a notebook. */
interface OpenText {
  readonly text: string | undefined;
  readonly isDirty: boolean;
}

/** One file's whole text, and the text that takes its place. `canonical` is its path on the disk, without links. */
interface TextEdit {
  readonly canonical: string;
  readonly before: string;
  readonly after: string;
}

/** The files that are open in this window, in which a person may have typed what the disk does not know of. */
export class OpenDocuments implements vscode.Disposable {
  /** Where a document's path leads to on the disk. It stays so while the document is open. */
  readonly #places = new WeakMap<vscode.TextDocument, string>();
  #replacing: Promise<unknown> = Promise.resolve();
  readonly #closing: vscode.Disposable;

  constructor() {
    this.#closing = vscode.workspace.onDidCloseTextDocument((document) => this.#places.delete(document));
  }

  /** The file at this path, if a tab shows it or it has unsaved changes. */
  look(canonical: string): OpenText | undefined {
    if (isHidden(canonical)) return { text: undefined, isDirty: true };
    const [document] = this.#at(canonical);
    return document && { text: document.getText(), isDirty: document.isDirty };
  }

  /**
   * Puts each text in the place of the one before, as one step that a person can undo, and saves the files. `stale`:
   * one of them was not `before` any more, and nothing was done. `refused`: the editor would not save one of them, or
   * has changes of it that are no text, and all are as they were. What a person types meanwhile is never lost.
   */
  replace(edits: readonly TextEdit[]): Promise<'replaced' | 'stale' | 'refused'> {
    const replaced = this.#replacing.then(() => this.#replace(edits));
    this.#replacing = replaced.catch(() => {});
    return replaced;
  }

  dispose(): void {
    this.#closing.dispose();
  }

  async #replace(edits: readonly TextEdit[]): Promise<'replaced' | 'stale' | 'refused'> {
    const wanted: DocumentEdit[] = [];
    for (const { canonical, before, after } of edits) {
      if (isHidden(canonical)) return 'refused';
      const [document, ...others] = this.#at(canonical);
      if (!document || !hasText(document, before)) return 'stale';
      // Open a second time through a link: saving one of them would go over the other's words.
      if (others.some((other) => other.isDirty)) return 'refused';
      const text = document.getText();
      // Where even the text before has other line ends than the editor, its line ends are the editor's own matter.
      wanted.push({ document, before: text, after: text === before ? after : inLineEndsOf(document, after) });
    }
    const applied = await applyEdits(wanted);
    if (applied !== 'applied') return applied;
    const saved: vscode.TextDocument[] = [];
    for (const { document } of wanted) {
      if (await isSaved(document)) saved.push(document);
      else {
        await undoEdits(wanted, saved);
        return 'refused';
      }
    }
    return 'replaced';
  }

  /** The documents of a file, one with unsaved changes first. There are two if it was opened through a link as well. */
  #at(canonical: string): readonly vscode.TextDocument[] {
    const found = vscode.workspace.textDocuments.filter(
      (document) => isOfFile(document) && this.#placeOf(document) === canonical,
    );
    if (found.length === 0) return found;
    const shown = shownUris();
    return found
      .filter(({ uri, isDirty }) => isDirty || shown.has(uri.toString()))
      .toSorted((a, b) => Number(b.isDirty) - Number(a.isDirty));
  }

  #placeOf(document: vscode.TextDocument): string {
    const known = this.#places.get(document);
    if (known !== undefined) return known;
    const place = placeOf(document.uri);
    if (place.isThere) this.#places.set(document, place.path);
    return place.path;
  }
}

const isHidden = (canonical: string) =>
  filesWithHiddenChanges().some((uri) => placeOf(uri).path === canonical);

/** A file that is gone may still be open, with all that was typed into it. */
function placeOf({ fsPath }: vscode.Uri): { readonly path: string; readonly isThere: boolean } {
  const real = realPath(fsPath);
  if (real !== undefined) return { path: real, isThere: true };
  return { path: join(realPath(dirname(fsPath)) ?? dirname(fsPath), basename(fsPath)), isThere: false };
}

const isOfFile = ({ uri, isClosed }: vscode.TextDocument) => uri.scheme === 'file' && !isClosed;

function realPath(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}

/** Documents are also opened by extensions that only read them; those of tabs are in front of a person. */
function shownUris(): ReadonlySet<string> {
  const inputs = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ input }) => input));
  return new Set(inputs.flatMap(urisOf).map((uri) => uri.toString()));
}

function urisOf(input: unknown): readonly vscode.Uri[] {
  if (input instanceof vscode.TabInputTextDiff) return [input.original, input.modified];
  if (input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom) return [input.uri];
  return [];
}

/** Line ends do not count: an editor has one kind for a whole file. */
function hasText(document: vscode.TextDocument, text: string): boolean {
  const now = document.getText();
  return now === text || plain(now) === plain(text);
}

const plain = (text: string) => text.replace(/\r\n?/g, '\n');

/** A file that is read-only is never dirty, whatever was done to its text; but it cannot be saved. */
async function isSaved(document: vscode.TextDocument): Promise<boolean> {
  try {
    return (await document.save()) && !document.isDirty;
  } catch {
    return false;
  }
}
