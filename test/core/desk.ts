import assert from 'node:assert/strict';
import type { Answer, Ask, Request } from '../../src/core/human/request.ts';

/** The person of a test: requests pile up until the test answers them. Aborts are left to the asker. */
export class Desk {
  readonly requests: Request[] = [];
  readonly #open = new Map<string, (answer: Answer) => void>();

  readonly ask: Ask = (request) => {
    this.requests.push(request);
    return new Promise((resolve) => {
      this.#open.set(request.requestId, resolve);
    });
  };

  /** Answers the oldest open request, of one agent if named. Answers that come too late are answers, too. */
  answer(answer: Answer, agentId?: string): Request {
    const request = this.requests.find(
      (candidate) =>
        this.#open.has(candidate.requestId) && (agentId === undefined || candidate.agentId === agentId),
    );
    assert.ok(request, 'No request is open.');
    this.#open.get(request.requestId)?.(answer);
    this.#open.delete(request.requestId);
    return request;
  }

  approve(agentId?: string): Request {
    return this.answer({ kind: 'approved' }, agentId);
  }

  get openCount(): number {
    return this.#open.size;
  }
}
