import * as vscode from 'vscode';
import type { Request } from '../../core/human/request.ts';
import type { Approvals } from './approvals.ts';
import { describeRequest } from './describeRequest.ts';
import type { ProposalDocuments } from './proposalDocuments.ts';

const longestFeedback = 2000;

/** What a person can do with a request, from wherever it is shown. */
export class ApprovalActions {
  readonly #approvals: Approvals;
  readonly #documents: ProposalDocuments;

  constructor(approvals: Approvals, documents: ProposalDocuments) {
    this.#approvals = approvals;
    this.#documents = documents;
  }

  /** Opens what there is to read: diffs, or a profile's file. */
  async show(request: Request): Promise<void> {
    if (!this.#isWaiting(request)) return;
    await this.#documents.show(request);
  }

  /** False if the click came too soon to be meant for this request; nothing was approved then. */
  approve(request: Request): boolean {
    return this.#answerAtOnce(request, 'approved');
  }

  /** Says no without a word. False if the click came too soon to be meant for this request. */
  decline(request: Request): boolean {
    return this.#answerAtOnce(request, 'rejected');
  }

  /**
   * Asks for an optional sentence of feedback first; Escape leaves the request waiting. A question about the whole
   * run, where nobody is left to read it, is declined.
   */
  async reject(request: Request): Promise<void> {
    if (isAboutRun(request)) {
      this.decline(request);
      return;
    }
    if (!this.#isWaiting(request)) return;
    const said = await vscode.window.showInputBox({
      title: `Reject: ${describeRequest(request, []).deed}`,
      prompt: 'Press Enter to reject, or Escape to keep it waiting.',
      placeHolder: 'Optional: tell the agent why',
      ignoreFocusOut: true,
      validateInput: (value) =>
        value.length > longestFeedback ? `At most ${longestFeedback} characters.` : undefined,
    });
    if (said === undefined || !this.#isWaiting(request)) return;
    const feedback = said.trim();
    this.#approvals.answer(
      request.requestId,
      feedback === '' ? { kind: 'rejected' } : { kind: 'rejected', feedback },
    );
  }

  #answerAtOnce(request: Request, kind: 'approved' | 'rejected'): boolean {
    if (!this.#isWaiting(request)) return true;
    if (!this.#approvals.isSteady(request.requestId)) {
      vscode.window.setStatusBarMessage(`Muster: requests just changed places. Nothing was ${kind}.`, 5000);
      return false;
    }
    this.#approvals.answer(request.requestId, { kind });
    return true;
  }

  #isWaiting({ requestId }: Request): boolean {
    const isWaiting = this.#approvals.find(requestId) !== undefined;
    if (!isWaiting) tellExpired();
    return isWaiting;
  }
}

/** Whether a no stops the run. */
export function isAboutRun({ draft }: Request): boolean {
  return draft.kind === 'budget' || draft.kind === 'refusals';
}

/** Says that a request is gone. */
export function tellExpired(): void {
  void vscode.window.showInformationMessage(
    'This request was answered already, or its agent was stopped. Nothing was changed by this click.',
  );
}
