import type { RunView } from '../../core/journal/runView.ts';
import type { Paint } from '../screen/paint.ts';
import { textWidth } from '../screen/textWidth.ts';
import type { Progress } from './progress.ts';
import { type TreeSpace, treeText } from './treeText.ts';

/** The part of a terminal that the live tree needs. */
export interface Screen {
  readonly columns: number;
  readonly rows: number;
  write(text: string): void;
  /** Calls back when the window changed its size; the returned function ends that. */
  onResize(callback: () => void): () => void;
}

const frameMs = 100;
const tickMs = 1000;

/** Lines that stand below the tree, none wider than the space. */
export type Footer = (space: TreeSpace) => readonly string[];

/** The tree of agents, drawn in place: at most ten times a second, and once a second for the times in it. */
export class LiveTree implements Omit<Progress, 'steer'> {
  readonly #screen: Screen;
  readonly #paint: Paint;
  readonly #footer: Footer;
  readonly #forgetResize: () => void;
  readonly #tick: NodeJS.Timeout;
  #view: RunView | undefined;
  #drawn: readonly string[] = [];
  #frame: NodeJS.Timeout | undefined;
  #pauses = 0;
  #isOver = false;

  constructor(screen: Screen, paint: Paint, footer: Footer = () => []) {
    this.#screen = screen;
    this.#paint = paint;
    this.#footer = footer;
    this.#forgetResize = screen.onResize(() => this.#schedule());
    this.#tick = setInterval(() => this.#schedule(), tickMs);
    this.#tick.unref();
  }

  show(_: unknown, view: RunView | undefined): void {
    this.#view = view;
    this.#schedule();
  }

  /** Draws at once, for a person who pressed a key. */
  redraw(): void {
    if (!this.#isOver && this.#pauses === 0) this.#draw();
  }

  pause(): () => void {
    this.#pauses += 1;
    this.#erase();
    this.#screen.write(showCursor);
    let isPaused = true;
    return () => {
      if (!isPaused) return;
      isPaused = false;
      this.#pauses -= 1;
      this.#schedule();
    };
  }

  finish(): void {
    if (this.#isOver) return;
    clearTimeout(this.#frame);
    clearInterval(this.#tick);
    this.#forgetResize();
    if (this.#pauses === 0) this.#draw();
    this.#isOver = true;
    this.#screen.write(showCursor);
  }

  #schedule(): void {
    if (this.#isOver || this.#frame !== undefined) return;
    this.#frame = setTimeout(() => {
      this.#frame = undefined;
      if (this.#pauses === 0) this.#draw();
    }, frameMs);
    this.#frame.unref();
  }

  #draw(): void {
    if (!this.#view) return;
    const { columns, rows } = this.#screen;
    const space = { columns, rows, now: Date.now(), paint: this.#paint };
    const footer = this.#footer(space);
    const tree = treeText(this.#view, { ...space, rows: rows - footer.length });
    const lines = [...tree, ...footer].slice(-Math.max(1, rows - 1));
    this.#screen.write(
      `${hideCursor}${noWrap}${this.#backToStart()}${lines.map((line) => `${line}${clearRest}\n`).join('')}${clearBelow}${wrap}`,
    );
    this.#drawn = lines;
  }

  #erase(): void {
    this.#screen.write(`${this.#backToStart()}${clearBelow}`);
    this.#drawn = [];
  }

  /** Up to the first row of what was drawn; a window made narrower since has wrapped it onto more rows. */
  #backToStart(): string {
    const { columns, rows } = this.#screen;
    const height = this.#drawn.reduce((sum, line) => sum + rowsOf(line, columns), 0);
    return height === 0 ? '' : `\u001B[${Math.min(height, rows)}A\r`;
  }
}

function rowsOf(line: string, columns: number): number {
  const plain = line.replace(colourCodes, '');
  return Math.max(1, Math.ceil(textWidth(plain) / Math.max(1, columns)));
}

const colourCodes = new RegExp(`${'\u001B'}\\[\\d+m`, 'g');
const hideCursor = '\u001B[?25l';
const clearRest = '\u001B[K';
const clearBelow = '\u001B[J';
// Terminals do not agree on how wide every script is: a line that one takes for wider is cut, and moves no other.
const noWrap = '\u001B[?7l';
const wrap = '\u001B[?7h';

/** Makes the cursor visible again, whatever happened. */
export const showCursor = '\u001B[?25h';
