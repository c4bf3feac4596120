import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { openLayouts } from '../../../src/openLayouts.ts';
import type { Layouts } from '../../../src/vscode/layout/layouts.ts';
import { ripgrepPath } from '../../../src/vscode/ripgrepPath.ts';
import { openFolders } from '../../../src/vscode/workspaceFiles.ts';

/** Files in the folder that is open, gone after the test. */
export class LayoutFolder {
  readonly root: string;
  readonly #made = new Set<string>();

  constructor() {
    const [folder] = openFolders();
    assert.ok(folder);
    this.root = folder.uri.fsPath;
  }

  uri(path: string): vscode.Uri {
    return vscode.Uri.file(join(this.root, path));
  }

  async write(path: string, text = ''): Promise<vscode.Uri> {
    const [top] = path.split('/');
    assert.ok(top);
    this.#made.add(top);
    const uri = this.uri(path);
    await mkdir(dirname(uri.fsPath), { recursive: true });
    await writeFile(uri.fsPath, text);
    return uri;
  }

  /**
   * As the editor has it. It may remember a file of this name from before, and not hear of one that was deleted and
   * written anew at once; then it is told to read it.
   */
  async open(path: string, text: string): Promise<vscode.TextDocument> {
    const uri = await this.write(path, text);
    let document = await vscode.workspace.openTextDocument(uri);
    while (document.isClosed || document.getText() !== text) {
      if (!(await changesSoon()) && !document.isClosed) {
        await vscode.window.showTextDocument(document);
        await vscode.commands.executeCommand('workbench.action.files.revert');
      }
      document = await vscode.workspace.openTextDocument(uri);
    }
    return document;
  }

  async clear(): Promise<void> {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const top of this.#made) await rm(join(this.root, top), { recursive: true, force: true });
    this.#made.clear();
  }

  /** The real rules on this folder. */
  layouts(): Layouts {
    const rgPath = ripgrepPath(vscode.env.appRoot);
    assert.ok(rgPath);
    const folders = openFolders().map(({ name, uri }) => ({ name, path: uri.fsPath }));
    return openLayouts(() => ({ folders, rgPath, stateDirectory: join(this.root, '..', 'state') }));
  }
}

/** False if no document has changed or closed within two seconds. */
async function changesSoon(): Promise<boolean> {
  const { onDidChangeTextDocument, onDidCloseTextDocument } = vscode.workspace;
  let listening: vscode.Disposable | undefined;
  let late: NodeJS.Timeout | undefined;
  const changed = await new Promise<boolean>((resolve) => {
    const yes = () => resolve(true);
    listening = vscode.Disposable.from(onDidChangeTextDocument(yes), onDidCloseTextDocument(yes));
    late = setTimeout(() => resolve(false), 2000);
  });
  listening?.dispose();
  clearTimeout(late);
  return changed;
}

/** A table with these rows, the first of them in line 5. */
export function tableOf(...rows: readonly (readonly [string, string])[]): string {
  const lines = rows.map(([pattern, access]) => `| \`${pattern}\` | ${access} | |`);
  return ['# Layout', '', '| Path | Access | What belongs here |', '| --- | --- | --- |', ...lines, ''].join(
    '\n',
  );
}

/** Resolves once the condition holds, which is looked at again after each event. */
export async function whenTrue(condition: () => boolean, event: vscode.Event<unknown>): Promise<void> {
  if (condition()) return;
  await new Promise<void>((resolve) => {
    const listening = event(() => {
      if (!condition()) return;
      listening.dispose();
      resolve();
    });
  });
}
