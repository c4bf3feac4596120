import * as vscode from 'vscode';
import type { Request } from '../core/human/request.ts';
import type { Approvals } from './approvals.ts';
import { describeChanges } from './describeRequest.ts';
import type { ProposalDocuments } from './proposalDocuments.ts';
import { workspaceFile } from './workspaceFiles.ts';

/** What a person can do with a request, from wherever it is shown. */
export class ApprovalActions {
  readonly #approvals: Approvals;
  readonly #documents: ProposalDocuments;

  constructor(approvals: Approvals, documents: ProposalDocuments) {
    this.#approvals = approvals;
    this.#documents = documents;
  }

  async showDiff(request: Request): Promise<void> {
    if (!this.#approvals.find(request.requestId)) return tellExpired();
    await this.#documents.show(request, workspaceFile);
  }

  approve({ requestId }: Request): void {
    if (!this.#approvals.answer(requestId, { kind: 'approved' })) tellExpired();
  }

  /** Asks for an optional sentence of feedback first; Escape leaves the request waiting. */
  async reject(request: Request): Promise<void> {
    const said = await vscode.window.showInputBox({
      title: `Reject: ${describeChanges(request)}`,
      prompt: 'Press Enter to reject, or Escape to keep it waiting.',
      placeHolder: 'Optional: tell the agent why',
      ignoreFocusOut: true,
    });
    if (said === undefined) return;
    const feedback = said.trim();
    const answer =
      feedback === '' ? ({ kind: 'rejected' } as const) : ({ kind: 'rejected', feedback } as const);
    if (!this.#approvals.answer(request.requestId, answer)) tellExpired();
  }
}

function tellExpired(): void {
  void vscode.window.showInformationMessage(
    'This request was answered already, or its agent was stopped. Nothing was changed by this click.',
  );
}
