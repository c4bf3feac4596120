import { safeLine } from '../../core/human/safeText.ts';
import type { RunView } from '../../core/journal/runView.ts';
import type { Run } from '../../core/run.ts';
import { agentName } from '../agentTitle.ts';
import type { TreeSpace } from '../live/treeText.ts';
import { fitted } from '../screen/fitted.ts';
import { type Choice, chosen, followed, moved, openChoice } from './choice.ts';
import { choiceText, withThoseBelow } from './choiceText.ts';
import type { KeyPress } from './keyPresses.ts';
import { agentsBelow, hasBegun, nodesOf, targetsOf, type Verb } from './targets.ts';

/** What a person can do to a run by keys. */
export type Steerable = Pick<Run, 'cancelAgent' | 'retryAgent' | 'resumeSpawning'>;

/** A key that does something counts once what it answers has been on screen for so many milliseconds. */
export const settleMs = 300;
const saidForMs = 6000;

/** Lets a person cancel an agent, retry one, or let agents start again, by keys, on lines below the tree. */
export class Steering {
  readonly #run: Steerable;
  readonly #now: () => number;
  #view: RunView | undefined;
  #choice: Choice | undefined;
  #said: { readonly text: string; readonly at: number } | undefined;
  #shownAt: number;
  /** The most agents below the one asked about that the question has named. */
  #mostBelow = 0;

  /** `now` gives milliseconds since any moment. */
  constructor(run: Steerable, now: () => number) {
    this.#run = run;
    this.#now = now;
    this.#shownAt = now();
  }

  /** The run as it stands now. */
  follow(view: RunView): void {
    this.#view = view;
    if (!this.#choice) return;
    const { verb, isAsked } = this.#choice;
    this.#choice = followed(this.#choice, view);
    if (!this.#choice) this.#say(`There is nothing left to ${verb}.`);
    const below = this.#below();
    if (below > this.#mostBelow || (isAsked && !this.#choice?.isAsked)) this.#shownAt = this.#now();
    this.#mostBelow = Math.max(below, this.#mostBelow);
  }

  /** Somebody else had the terminal: a choice is there again, but what was asked of it is asked anew. */
  comeBack(): void {
    if (this.#choice) this.#choice = { ...this.#choice, isAsked: false };
    this.#shownAt = this.#now();
  }

  press(key: KeyPress): void {
    if (!this.#view || this.#view.finishedAt !== undefined) return;
    if (!this.#choice) this.#begin(key, this.#view);
    else if (this.#choice.isAsked) this.#answer(key, this.#choice, this.#view);
    else this.#choose(key, this.#choice, this.#view);
  }

  /** What stands below the tree. None is wider than `columns`. */
  lines(space: TreeSpace): readonly string[] {
    const view = this.#view;
    if (!view || view.finishedAt !== undefined) return [];
    const said = this.#said && this.#now() - this.#said.at < saidForMs ? [this.#said.text] : [];
    const keys = this.#choice ? [] : [keyHints(view)].filter((text) => text !== '');
    return [
      ...said.map((text) => fitted([{ text, colour: 'plain' }], space)),
      ...(this.#choice ? choiceText(this.#choice, view, space) : []),
      ...keys.map((text) => fitted([{ text, colour: 'dim' }], space)),
    ];
  }

  #begin(key: KeyPress, view: RunView): void {
    if (!this.#isSettled()) return;
    const verb = verbs[key];
    if (verb !== undefined) this.#open(openChoice(verb, view));
    if (key !== 's' || !view.paused) return;
    this.#run.resumeSpawning();
    this.#say('Agents may start again.');
  }

  #choose(key: KeyPress, choice: Choice, view: RunView): void {
    if (key === 'escape') this.#open(undefined);
    else if (key !== 'enter') this.#choice = moved(choice, key);
    else if (this.#isSettled()) this.#take(choice, view);
  }

  #answer(key: KeyPress, choice: Choice, view: RunView): void {
    if (key === 'n' || key === 'escape') this.#open({ ...choice, isAsked: false });
    else if (key === 'y' && this.#isSettled()) this.#cancel(chosen(choice), view);
  }

  #take(choice: Choice, view: RunView): void {
    const id = chosen(choice);
    if (!targetsOf(choice.verb, view).includes(id)) {
      const why = choice.verb === 'cancel' ? 'has ended already' : 'cannot be retried any more';
      this.#say(`${agentName(view, id)} ${why}.`);
    } else if (choice.verb === 'retry') this.#retry(id, view);
    else if ([...nodesOf(view, [id]).values()].every(hasBegun)) this.#open({ ...choice, isAsked: true });
    else this.#cancel(id, view);
  }

  #cancel(id: string, view: RunView): void {
    const all = withThoseBelow(id, view);
    const isStopped = this.#run.cancelAgent(id);
    this.#open(undefined);
    this.#say(isStopped ? `Cancelled: ${all}.` : `${agentName(view, id)} had ended already.`);
  }

  #retry(id: string, view: RunView): void {
    const name = agentName(view, id);
    const result = this.#run.retryAgent(id);
    this.#open(undefined);
    this.#say(
      result.kind === 'started'
        ? `${name} is tried again by a new agent.`
        : `${name} cannot be retried. ${safeLine(result.message)}`,
    );
  }

  #open(choice: Choice | undefined): void {
    this.#choice = choice;
    this.#said = undefined;
    this.#shownAt = this.#now();
    this.#mostBelow = this.#below();
  }

  /** How many more a yes would stop now. */
  #below(): number {
    return this.#choice?.isAsked && this.#view ? agentsBelow(this.#view, chosen(this.#choice)).length : 0;
  }

  #say(text: string): void {
    this.#said = { text, at: this.#now() };
  }

  #isSettled(): boolean {
    return this.#now() - this.#shownAt >= settleMs;
  }
}

const verbs: Readonly<Record<string, Verb>> = { c: 'cancel', r: 'retry' };

/** The keys that would do something now. */
function keyHints(view: RunView): string {
  const hints = [
    targetsOf('cancel', view).length > 0 ? 'c cancel an agent' : '',
    targetsOf('retry', view).length > 0 ? 'r retry an agent' : '',
    view.paused ? 's start agents again' : '',
  ];
  return hints.filter((hint) => hint !== '').join(' · ');
}
