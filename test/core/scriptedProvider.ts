import assert from 'node:assert/strict';
import type { ModelEvent, ModelRequest, Provider, Stop, Usage } from '../../src/core/agent/provider.ts';
import type { Gate } from './gate.ts';

/** One answer of the model. What is left out is empty; the stop is `done`. */
export interface Turn {
  readonly text?: string;
  readonly calls?: readonly { readonly id?: string; readonly name: string; readonly argumentsJson: string }[];
  readonly stop?: Stop;
  /** Null: the API reports none. */
  readonly usage?: Usage | null;
  /** What the API says it cost. */
  readonly costUsd?: number;
  readonly retries?: readonly {
    readonly attempt: number;
    readonly delayMs: number;
    readonly reason: string;
  }[];
  /** The answer's end comes when the test opens this. Leaves at once on an abort. */
  readonly gate?: Gate;
  /** Streams its text and then nothing more, whatever the signal says. */
  readonly hangs?: true;
  readonly throws?: Error;
  /** Ends the stream without a stop. */
  readonly breaksOff?: true;
}

export type Step = Turn | ((request: ModelRequest) => Turn);

/** Answers one after the other; or one function that answers every call, however many there are. */
export type Script = readonly Step[] | ((request: ModelRequest) => Turn);

export const say = (text: string, more: Turn = {}): Turn => ({ text, ...more });

export const call = (name: string, input: unknown = {}) => ({ name, argumentsJson: JSON.stringify(input) });

export const make = (...calls: NonNullable<Turn['calls']>): Turn => ({ calls });

export const spawn = (task: string, more: object = {}) => call('spawn', { task, label: task, ...more });

/** Ids of the children that this agent has spawned so far, in order. */
export function spawnedIds(request: ModelRequest): string[] {
  return toolTexts(request).flatMap((text) => /^\{"agent_id":"([^"]+)".*"queued"\}$/.exec(text)?.[1] ?? []);
}

/** The turn in which a lead waits for all that it spawned. However fast they are, it is one turn. */
export const waitForAll = (request: ModelRequest): Turn =>
  make(call('wait', { agent_ids: spawnedIds(request) }));

/** What the tools have answered so far, in order. */
export function toolTexts(request: ModelRequest): string[] {
  return request.messages.flatMap((message) =>
    message.role === 'tool' ? message.results.map((result) => result.text) : [],
  );
}

/** Plays a script to each agent, told apart by its task. One call too many or too few fails the test. */
export class ScriptedProvider implements Provider {
  readonly requests = new Map<string, ModelRequest[]>();
  readonly #scripts: Readonly<Record<string, Script>>;
  readonly #surplus: string[] = [];
  #calls = 0;
  /** Tasks of the agents whose model calls are under way now. */
  readonly active = new Set<string>();
  /** The most there ever were of them below the lead. */
  mostActiveBelow = 0;

  constructor(scripts: Readonly<Record<string, Script>>) {
    this.#scripts = scripts;
  }

  async *stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent> {
    const task = taskOf(request);
    const turn = this.#next(task, request);
    this.active.add(task);
    const below = [...this.active].filter((other) => other !== 'lead').length;
    this.mostActiveBelow = Math.max(this.mostActiveBelow, below);
    try {
      yield* this.#play(turn, signal);
    } finally {
      this.active.delete(task);
    }
  }

  /** How many calls this agent has made. */
  played(task: string): number {
    return this.requests.get(task)?.length ?? 0;
  }

  lastRequest(task: string): ModelRequest {
    const request = this.requests.get(task)?.at(-1);
    assert.ok(request, `No model call was made for ${JSON.stringify(task)}.`);
    return request;
  }

  assertPlayed(): void {
    const missing = Object.entries(this.#scripts)
      .filter(([task, script]) => typeof script !== 'function' && this.played(task) < script.length)
      .map(([task, script]) => `${task}: ${this.played(task)} of ${script.length} calls`);
    assert.deepEqual({ surplus: this.#surplus, missing }, { surplus: [], missing: [] });
  }

  #next(task: string, request: ModelRequest): Turn {
    const before = this.requests.get(task) ?? [];
    this.requests.set(task, [...before, structuredClone(request)]);
    const script = this.#scripts[task];
    const turn = typeof script === 'function' ? script : script?.[before.length];
    if (turn === undefined) {
      this.#surplus.push(`${task}: call ${before.length + 1}`);
      throw new Error(`No answer is scripted for call ${before.length + 1} of ${JSON.stringify(task)}.`);
    }
    return typeof turn === 'function' ? turn(request) : turn;
  }

  async *#play(turn: Turn, signal: AbortSignal): AsyncIterable<ModelEvent> {
    if (turn.throws) throw turn.throws;
    for (const retry of turn.retries ?? []) yield { kind: 'retry', ...retry };
    if (turn.text !== undefined) yield { kind: 'text', text: turn.text };
    if (turn.hangs) await new Promise<never>(() => {});
    if (turn.gate && (await openedOrAborted(turn.gate, signal)) === 'aborted') {
      yield { kind: 'stop', stop: { reason: 'aborted' } };
      return;
    }
    for (const { id, name, argumentsJson } of turn.calls ?? []) {
      this.#calls += 1;
      yield { kind: 'toolCall', call: { id: id ?? `call-${this.#calls}`, name, argumentsJson } };
    }
    const usage = turn.usage === undefined ? { input: 10, output: 5, cachedInput: 0 } : turn.usage;
    const cost = turn.costUsd === undefined ? {} : { costUsd: turn.costUsd };
    if (usage) yield { kind: 'usage', usage, ...cost };
    if (!turn.breaksOff) yield { kind: 'stop', stop: turn.stop ?? { reason: 'done' } };
  }
}

function taskOf({ messages }: ModelRequest): string {
  const first = messages[0];
  assert.equal(first?.role, 'user');
  return first?.role === 'user' ? first.text : '';
}

function openedOrAborted(gate: Gate, signal: AbortSignal): Promise<'opened' | 'aborted'> {
  return new Promise((resolve) => {
    const onAbort = () => resolve('aborted');
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    void gate.opened.then(() => {
      signal.removeEventListener('abort', onAbort);
      resolve('opened');
    });
  });
}
