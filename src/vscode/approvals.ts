import * as vscode from 'vscode';
import type { Answer, Request } from '../core/human/request.ts';

interface Waiting {
  readonly request: Request;
  readonly raisedAt: number;
  readonly answer: (answer: Answer) => void;
}

/** So long after something moved, a click may still be meant for what stood there before. */
const settlingMs = 300;

/**
 * The requests of all runs that wait for a person, oldest first. Only `answer` decides one, and only once;
 * a notification that is dismissed decides nothing.
 */
export class Approvals implements vscode.Disposable {
  readonly #now: () => number;
  #lastSettledAt = Number.NEGATIVE_INFINITY;
  readonly #waiting = new Map<string, Waiting>();
  readonly #approvedCalls = new Set<string>();
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
      const settle = () => {
        signal.removeEventListener('abort', onAbort);
        this.#waiting.delete(request.requestId);
        this.#lastSettledAt = this.#now();
        this.#settled.fire(request);
      };
      const onAbort = () => {
        settle();
        reject(signal.reason);
      };
      const answer = (given: Answer) => {
        settle();
        resolve(given);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting.set(request.requestId, { request, raisedAt: this.#now(), answer });
      this.#raised.fire({ request, isAgain: this.#approvedCalls.has(callKey(request)) });
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
    if (answer.kind === 'approved') this.#approvedCalls.add(callKey(waiting.request));
    waiting.answer(answer);
    return true;
  }

  dispose(): void {
    this.#raised.dispose();
    this.#settled.dispose();
  }
}

export interface RaisedRequest {
  readonly request: Request;
  /** It was approved before, but the file changed before the approval could be carried out. */
  readonly isAgain: boolean;
}

const callKey = ({ agentId, callId }: Request) => `${agentId} ${callId}`;
