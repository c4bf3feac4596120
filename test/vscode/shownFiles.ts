import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';

/**
 * A folder of real files in the one that is open, some of them shown in editors. Its name is a new one each time: the
 * editor remembers the text of a file for a while.
 */
export class ShownFiles {
  readonly name = `files-${randomUUID().slice(0, 8)}`;
  readonly path: string;

  constructor() {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    this.path = join(folder.uri.fsPath, this.name);
    mkdirSync(this.path, { recursive: true });
  }

  at(file: string): string {
    return join(this.path, file);
  }

  write(file: string, content: string | Buffer): string {
    mkdirSync(dirname(this.at(file)), { recursive: true });
    writeFileSync(this.at(file), content);
    return this.at(file);
  }

  bytes(file: string): Buffer {
    return readFileSync(this.at(file));
  }

  text(file: string): string {
    return this.bytes(file).toString('utf8');
  }

  /** Writes a file and shows it in an editor. */
  async show(file: string, content: string | Buffer): Promise<vscode.TextEditor> {
    const document = await vscode.workspace.openTextDocument(this.write(file, content));
    return vscode.window.showTextDocument(document, { preview: false });
  }

  async remove(): Promise<void> {
    for (const document of vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty)) {
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand('workbench.action.files.revert');
    }
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** Types at the beginning of a line, as a person would: what is typed is not saved. */
export async function typeAt(editor: vscode.TextEditor, line: number, text: string): Promise<void> {
  assert.ok(await editor.edit((builder) => builder.insert(new vscode.Position(line, 0), text)));
}
