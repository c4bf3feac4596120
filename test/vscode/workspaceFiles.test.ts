import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { openFolders, openWorkspaceFile, workspaceFile } from '../../src/vscode/workspaceFiles.ts';

suite('files of the workspace', () => {
  test('a path is a path, whatever it would mean in an address', () => {
    const [folder] = openFolders();
    assert.ok(folder);
    const path = 'output/a#b?c %20 d.md';
    assert.equal(workspaceFile(path)?.fsPath, `${folder.uri.fsPath}/${path}`);
  });

  test('folders of one name are told apart, and one that is not on the disk is left out', () => {
    const all = ['file:///a/docs', 'vscode-vfs://host/b/docs', 'file:///c/docs', 'file:///d/100%25%20%23'];
    const folders = openFolders(all.map((address) => ({ uri: vscode.Uri.parse(address) })));
    assert.deepEqual(
      folders.map(({ name, uri }) => [name, uri.fsPath]),
      [
        ['docs', '/a/docs'],
        ['docs-2', '/c/docs'],
        ['100% #', '/d/100% #'],
      ],
    );
  });

  test('a file that is no text opens as well, and one that is gone throws nothing', async () => {
    const picture = workspaceFile('dot.png');
    assert.ok(picture);
    await vscode.workspace.fs.writeFile(picture, Buffer.from('89504e470d0a1a0a00', 'hex'));
    await openWorkspaceFile('dot.png');
    assert.equal(vscode.window.tabGroups.activeTabGroup.activeTab?.label, 'dot.png');
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await vscode.workspace.fs.delete(picture);
    await openWorkspaceFile('dot.png');
    assert.notEqual(vscode.window.tabGroups.activeTabGroup.activeTab?.label, 'dot.png');
  });
});
