import type * as vscode from 'vscode';
import type { Row } from './runRows.ts';
import type { RunsTree } from './runsTree.ts';

/** What was last drawn of a row. */
interface Drawn {
  readonly text: string;
  /** Which rows stood below it. */
  readonly below: string;
  readonly at: number;
}

/**
 * While a row is drawn anew, the editor knows none of the rows below it: a click on their buttons is lost, and each of
 * them is fetched again. So one that has any waits, if only its own words changed.
 */
const calmMs = 2000;

/** Tells which rows look different from what was drawn before. */
export class DrawnRows {
  readonly #tree: RunsTree;
  readonly #now: () => number;
  readonly #drawn = new Map<Row, Drawn>();

  constructor(tree: RunsTree, now: () => number = () => performance.now()) {
    this.#tree = tree;
    this.#now = now;
  }

  /** The rows to draw anew, of these and all below them. What it returns counts as drawn. */
  changes(rows: readonly Row[]): Row[] {
    const changed: Row[] = [];
    for (const row of rows) this.#visit(row, changed);
    return changed;
  }

  /** Counts these and all below them as drawn. */
  reset(rows: readonly Row[]): void {
    this.#drawn.clear();
    this.changes(rows);
  }

  /** Answers with the row's id, which tells its parent whether it stands for the same as before. */
  #visit(row: Row, changed: Row[]): string {
    const item = this.#tree.getTreeItem(row);
    const below = this.#tree.getChildren(row).map((child) => this.#visit(child, changed));
    const drawn = { text: textOf(item), below: below.join('\n'), at: this.#now() };
    const before = this.#drawn.get(row);
    if (before && !isDue(before, drawn)) return item.id ?? '';
    this.#drawn.set(row, drawn);
    // Its parent has a new row then, and is drawn with all below it.
    if (before) changed.push(row);
    return item.id ?? '';
  }
}

function isDue(before: Drawn, now: Drawn): boolean {
  if (before.below !== now.below) return true;
  if (before.text === now.text) return false;
  return now.below === '' || now.at - before.at >= calmMs;
}

function textOf({ label, description, iconPath, contextValue, tooltip }: vscode.TreeItem): string {
  return JSON.stringify([label, description, iconPath, contextValue, tooltip]);
}
