import * as vscode from 'vscode';
import { assertNever } from '../assertNever.ts';
import { explorerMarksSetting, readExplorerMarks } from '../settings/settings.ts';
import { throttled } from '../throttled.ts';
import { type Place, placeOf } from './layoutPlace.ts';
import { type Layouts, type LayoutsOnDisk, layoutFileName } from './layouts.ts';

const refreshAfterMs = 200;

/** Marks in the Explorer what agents write freely and what they never see, where the person wants that. */
export function registerLayoutMarks(layouts: Pick<Layouts, 'read'>): vscode.Disposable {
  const marks = new LayoutMarks(layouts);
  return vscode.Disposable.from(marks, vscode.window.registerFileDecorationProvider(marks));
}

/**
 * The marks as the layouts on the disk give them. They are read when the editor first asks, and again once a
 * WORKSPACE.md was saved, made or deleted.
 */
export class LayoutMarks implements vscode.FileDecorationProvider, vscode.Disposable {
  readonly #layouts: Pick<Layouts, 'read'>;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeFileDecorations = this.#changed.event;
  readonly #following: vscode.Disposable;
  #reading = new AbortController();
  #onDisk: Promise<LayoutsOnDisk | undefined> | undefined;

  constructor(layouts: Pick<Layouts, 'read'>) {
    this.#layouts = layouts;
    this.#following = followLayouts(() => {
      this.#forget();
      this.#changed.fire(undefined);
    });
  }

  async provideFileDecoration(uri: vscode.Uri): Promise<vscode.FileDecoration | undefined> {
    if (!isMarked(uri)) return undefined;
    this.#onDisk ??= this.#read();
    const onDisk = await this.#onDisk;
    return onDisk && decoration(await placeOf(uri.fsPath, onDisk));
  }

  dispose(): void {
    this.#following.dispose();
    this.#forget();
    this.#changed.dispose();
  }

  /** Without the layouts nothing is marked: where there is no mark, nothing is promised. */
  #read(): Promise<LayoutsOnDisk | undefined> {
    return this.#layouts.read(this.#reading.signal).catch(() => undefined);
  }

  #forget(): void {
    this.#reading.abort();
    this.#reading = new AbortController();
    this.#onDisk = undefined;
  }
}

/** Calls the action after whatever may change the marks; saving one file is told several times over. */
function followLayouts(action: () => void): vscode.Disposable {
  const refresh = throttled(action, refreshAfterMs);
  const soon = () => refresh.soon();
  const watcher = vscode.workspace.createFileSystemWatcher(`**/${layoutFileName}`);
  return vscode.Disposable.from(
    refresh,
    watcher,
    watcher.onDidCreate(soon),
    watcher.onDidChange(soon),
    watcher.onDidDelete(soon),
    vscode.workspace.onDidChangeWorkspaceFolders(soon),
    vscode.workspace.onDidGrantWorkspaceTrust(soon),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(explorerMarksSetting)) soon();
    }),
  );
}

function isMarked(uri: vscode.Uri): boolean {
  if (uri.scheme !== 'file' || !vscode.workspace.isTrusted || !readExplorerMarks()) return false;
  return vscode.workspace.getWorkspaceFolder(uri) !== undefined;
}

const hiddenColor = new vscode.ThemeColor('musterDecoration.hiddenResourceForeground');

/** What is free has no color of its own: the colors of version control must stay what they are. */
function decoration(place: Place): vscode.FileDecoration | undefined {
  switch (place) {
    case 'free':
      return new vscode.FileDecoration('W', 'Agents may write here freely');
    case 'hidden':
      return new vscode.FileDecoration('–', 'Hidden from agents', hiddenColor);
    case 'secret':
      return new vscode.FileDecoration('–', 'Hidden from agents: it may hold secrets', hiddenColor);
    case 'usual':
      return undefined;
    default:
      return assertNever(place);
  }
}
