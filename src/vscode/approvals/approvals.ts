import * as vscode from 'vscode';
import type { Answer, Request } from '../../core/human/request.ts';

/** One call of `ask` that is not answered yet. */
interface Asking {
  readonly request: Request;
  readonly answer: (answer: Answer) => void;
}

interface Waiting {
  readonly request: Request;
  readonly raisedAt: number;
  /** All that wait for this one answer; it is asked in the name of the first. */
  readonly asking: Asking[];
}

/** So long after something moved, a click may still be meant for what stood there before. */
const settlingMs = 300;

/**
 * The requests of all runs that wait for a person, oldest first. Only `answer` decides one, and only once;
 * a notification that is dismissed decides nothing. What is waiting already is not asked a second time.
 */
export class Approvals implements vscode.Disposable {
  readonly #now: () => number;
  #lastSettledAt = Number.NEGATIVE_INFINITY;
  readonly #waiting = new Map<string, Waiting>();
  readonly #approvedChanges = new Set<string>();
  readonly #raised = new vscode.EventEmitter<RaisedRequest>();
  readonly #settled = new vscode.EventEmitter<Request>();
  readonly onDidRaise = this.#raised.event;
  readonly onDidSettle = this.#settled.event;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Resolves with the person's answer; rejects when the agent is stopped. */
  ask(request: Request, signal: AbortSignal): Promise<Answer> {
    return new Promise<Answer>((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const onAbort = () => {
        this.#leave(asking);
        reject(signal.reason);
      };
      const answer = (given: Answer) => {
        signal.removeEventListener('abort', onAbort);
        resolve(given);
      };
      const asking = { request, answer };
      signal.addEventListener('abort', onAbort, { once: true });
      const same = [...this.#waiting.values()].find((waiting) => isSame(waiting.request, request));
      if (same) same.asking.push(asking);
      else this.#raise(request, [asking]);
    });
  }

  get pending(): readonly Request[] {
    return [...this.#waiting.values()].map(({ request }) => request);
  }

  find(requestId: string): Request | undefined {
    return this.#waiting.get(requestId)?.request;
  }

  /** False for a moment after the request came, and after any other went: then rows, tabs and toasts change places. */
  isSteady(requestId: string): boolean {
    const raisedAt = this.#waiting.get(requestId)?.raisedAt ?? this.#now();
    return this.#now() - Math.max(raisedAt, this.#lastSettledAt) >= settlingMs;
  }

  /** False if the request was answered before or is gone; then nothing happens. */
  answer(requestId: string, answer: Answer): boolean {
    const waiting = this.#waiting.get(requestId);
    if (!waiting) return false;
    const { request, asking } = waiting;
    if (answer.kind === 'approved' && request.draft.kind === 'change') {
      this.#approvedChanges.add(callKey(request));
    }
    this.#settle(request);
    for (const one of asking) one.answer(answer);
    return true;
  }

  dispose(): void {
    this.#raised.dispose();
    this.#settled.dispose();
  }

  #raise(request: Request, asking: Asking[]): void {
    this.#waiting.set(request.requestId, { request, raisedAt: this.#now(), asking });
    const isAgain = request.draft.kind === 'change' && this.#approvedChanges.has(callKey(request));
    this.#raised.fire({ request, isAgain });
  }

  /** When the agent in whose name a question stands has gone, it is asked anew in the name of the next. */
  #leave(asking: Asking): void {
    const waiting = [...this.#waiting.values()].find((candidate) => candidate.asking.includes(asking));
    if (!waiting) return;
    const others = waiting.asking.filter((other) => other !== asking);
    const { request } = waiting;
    const [next] = others;
    if (next?.request.requestId === request.requestId) {
      this.#waiting.set(request.requestId, { ...waiting, asking: others });
      return;
    }
    this.#settle(request);
    if (next) this.#raise(next.request, others);
  }

  #settle(request: Request): void {
    this.#waiting.delete(request.requestId);
    this.#lastSettledAt = this.#now();
    this.#settled.fire(request);
  }
}

export interface RaisedRequest {
  readonly request: Request;
  /** It was approved before, but the file changed before the approval could be carried out. */
  readonly isAgain: boolean;
}

/** Whether one answer counts for both: trust in a file is the same question from whomever it comes. */
function isSame(one: Request, other: Request): boolean {
  if (one.requestId === other.requestId) return true;
  const [a, b] = [one.draft, other.draft];
  if (a.kind !== 'profile' || b.kind !== 'profile') return false;
  return a.name === b.name && a.path === b.path && a.hash === b.hash;
}

const callKey = ({ agentId, callId }: Request) => `${agentId} ${callId}`;
