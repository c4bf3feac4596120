import { posix } from 'node:path';
import * as vscode from 'vscode';
import { visible } from '../visible.ts';
import type { ComparedTexts } from './comparedTexts.ts';
import type { RevertFile } from './reverting.ts';
import { restoreWords, stayWords } from './revertWords.ts';

/** A file in the list, and whether it can be picked. */
export interface RevertItem extends vscode.QuickPickItem {
  readonly file?: RevertFile;
}

const diffButton: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('diff'), tooltip: 'Show diff' };

/** The files that a person wants back, all of those that are ready unless they say otherwise. Undefined on Escape. */
export function pickReverts(
  title: string,
  files: readonly RevertFile[],
  texts: ComparedTexts,
): Promise<readonly RevertFile[] | undefined> {
  const items = revertItems(files);
  const list = vscode.window.createQuickPick<RevertItem>();
  list.title = title;
  list.placeholder = 'Pick the files that come back as they were';
  list.canSelectMany = true;
  list.ignoreFocusOut = true;
  list.matchOnDescription = true;
  list.items = items;
  list.selectedItems = items.filter(({ file }) => file?.state === 'ready');
  return new Promise<readonly RevertFile[] | undefined>((resolve) => {
    list.onDidTriggerItemButton(({ item }) => {
      if (item.file) void showRevert(item.file, texts);
    });
    list.onDidChangeSelection((selected) => {
      const allowed = selected.filter(({ file }) => file?.state === 'ready');
      if (allowed.length < selected.length) list.selectedItems = allowed;
    });
    list.onDidAccept(() => {
      const picked = list.selectedItems.flatMap(({ file }) => (file?.state === 'ready' ? [file] : []));
      if (picked.length > 0) resolve(picked);
    });
    list.onDidHide(() => resolve(undefined));
    list.show();
  }).finally(() => list.dispose());
}

/** Those that can be picked first; the others below a line that says so. */
export function revertItems(files: readonly RevertFile[]): readonly RevertItem[] {
  const ready = files.filter(({ state }) => state === 'ready');
  const staying = files.filter(({ state }) => state !== 'ready');
  const { Separator } = vscode.QuickPickItemKind;
  return [
    ...ready.map((file) => itemOf(file, restoreWords(file))),
    ...(staying.length === 0 ? [] : [{ label: 'These stay as they are', kind: Separator }]),
    ...staying.map((file) => itemOf(file, stayWords(file))),
  ];
}

/** Opens what a file is now beside what it was. */
export async function showRevert({ path, now, before }: RevertFile, texts: ComparedTexts): Promise<void> {
  const title = `${visible(path)}: now ↔ ${before === null ? 'no file' : 'as it was'}`;
  await texts.show({ path, title, left: now?.text ?? '', right: before?.text ?? '' });
}

function itemOf(file: RevertFile, what: string): RevertItem {
  const { path, now, before } = file;
  const folder = posix.dirname(path);
  return {
    file,
    label: visible(posix.basename(path)),
    description: [...(folder === '.' ? [] : [visible(folder)]), what].join(' · '),
    buttons: now === null && before === null ? [] : [diffButton],
  };
}
