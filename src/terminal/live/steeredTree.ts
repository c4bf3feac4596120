import type { TimedEvent } from '../../core/journal/agentView.ts';
import type { RunView } from '../../core/journal/runView.ts';
import type { Keyboard } from '../asking/keys.ts';
import { HeldKeys } from '../screen/heldKeys.ts';
import type { Jobs } from '../screen/jobs.ts';
import type { Paint } from '../screen/paint.ts';
import { keyPresses } from '../steering/keyPresses.ts';
import { type Steerable, Steering } from '../steering/steering.ts';
import { LiveTree, type Screen } from './liveTree.ts';
import type { Progress } from './progress.ts';
import type { TreeSpace } from './treeText.ts';

/** What the tree is drawn on, and the keys it may take. */
export interface SteeredTreeParts {
  readonly screen: Screen;
  readonly paint: Paint;
  /** Missing where nobody can press keys. */
  readonly steering?: { readonly input: Keyboard; readonly jobs: Jobs };
  /** What Ctrl+C means while the keys are held. */
  readonly interrupt: () => void;
}

const lookAgainMs = 1000;

/**
 * The live tree with lines below it where a person steers the run. The keys are held only while the tree is drawn: who
 * pauses it has the keyboard, too.
 */
export class SteeredTree implements Progress {
  readonly #tree: LiveTree;
  readonly #jobs: Jobs | undefined;
  readonly #keys: HeldKeys | undefined;
  readonly #forgetContinue: () => void;
  #steering: Steering | undefined;
  #view: RunView | undefined;
  #lookAgain: NodeJS.Timeout | undefined;
  #pauses = 0;
  #isOver = false;

  constructor({ screen, paint, steering, interrupt }: SteeredTreeParts) {
    this.#tree = new LiveTree(screen, paint, (space) => this.#footer(space));
    this.#jobs = steering?.jobs;
    this.#keys =
      steering &&
      new HeldKeys(steering.input, {
        typed: (text) => this.#typed(text),
        interrupt,
        suspend: () => steering.jobs.suspend(this.pause()),
        quit: () => steering.jobs.quit(this.pause()),
      });
    // A stopped program may find the terminal in another state, or in other hands.
    this.#forgetContinue =
      steering?.jobs.onContinue(() => {
        this.#keys?.release();
        this.#holdNow();
      }) ?? (() => {});
  }

  show(line: TimedEvent, view: RunView | undefined): void {
    this.#view = view;
    this.#tree.show(line, view);
  }

  steer(run: Steerable): void {
    if (!this.#keys || this.#isOver) return;
    this.#steering = new Steering(run, () => performance.now());
    this.#holdNow();
  }

  pause(): () => void {
    this.#pauses += 1;
    this.#keys?.release();
    const resume = this.#tree.pause();
    let isPaused = true;
    return () => {
      if (!isPaused) return;
      isPaused = false;
      this.#pauses -= 1;
      resume();
      this.#hold();
    };
  }

  finish(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#forgetContinue();
    clearTimeout(this.#lookAgain);
    this.#keys?.release();
    this.#tree.finish();
  }

  #holdNow(): void {
    this.#hold();
    this.#tree.redraw();
  }

  /** Takes the keys, or looks again until the terminal is there: not every shell tells a job that it came forward. */
  #hold(): void {
    clearTimeout(this.#lookAgain);
    if (!this.#steering || this.#pauses > 0 || this.#isOver) return;
    if (this.#jobs?.isForeground()) {
      this.#steering.comeBack();
      this.#keys?.hold();
    } else {
      this.#lookAgain = setTimeout(() => this.#holdNow(), lookAgainMs);
      this.#lookAgain.unref();
    }
  }

  #typed(text: string): void {
    if (this.#view) this.#steering?.follow(this.#view);
    for (const key of keyPresses(text)) this.#steering?.press(key);
    this.#tree.redraw();
  }

  #footer(space: TreeSpace): readonly string[] {
    if (!this.#keys?.isHeld || !this.#steering || !this.#view) return [];
    this.#steering.follow(this.#view);
    return this.#steering.lines(space);
  }
}
