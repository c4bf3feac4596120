import * as vscode from 'vscode';
import type { Runs } from '../runs/runs.ts';
import type { ApprovalActions } from './approvalActions.ts';
import { changedSince } from './approvalRow.ts';
import type { Approvals, RaisedRequest } from './approvals.ts';
import { describeRequest } from './describeRequest.ts';

const review = 'Review…';

/** VS Code shows three notifications at once; beyond that one of them speaks for all. */
const maxNotifications = 3;

/**
 * Points a person to each request as it is raised. The notification is only a pointer: closing it decides nothing,
 * and the request stays in the approvals view until it is answered.
 */
export function registerApprovalNotifications(
  approvals: Approvals,
  actions: ApprovalActions,
  runs: Runs,
): vscode.Disposable {
  let crowdIsShown = false;
  const showCrowd = async () => {
    if (crowdIsShown) return;
    crowdIsShown = true;
    const shown = vscode.window.showInformationMessage('More questions wait for you.', review);
    const chosen = await Promise.resolve(shown).finally(() => {
      crowdIsShown = false;
    });
    if (chosen === review) await vscode.commands.executeCommand('muster.approvals.focus');
  };
  return approvals.onDidRaise((raised) => {
    const shown = approvals.pending.length > maxNotifications ? showCrowd() : showOne(raised, actions, runs);
    // Whatever goes wrong with a notification, its request still waits in the list.
    shown.then(undefined, () => {});
  });
}

async function showOne(raised: RaisedRequest, actions: ApprovalActions, runs: Runs): Promise<void> {
  const { request, isAgain } = raised;
  const again = isAgain ? `${changedSince} ` : '';
  const { sentence, isAlarming, show, yes, no } = describeRequest(request, runs.views);
  const { showInformationMessage, showWarningMessage } = vscode.window;
  const tell = isAlarming ? showWarningMessage : showInformationMessage;
  const buttons = show === undefined ? [yes, no] : [show, yes, no];
  const chosen = await tell(`${again}${sentence}`, ...buttons);
  if (chosen === undefined) return;
  if (chosen === show) return actions.show(request);
  if (chosen === no && request.draft.kind === 'change') return actions.reject(request);
  const wasMeant = chosen === yes ? actions.approve(request) : actions.decline(request);
  if (!wasMeant) await showOne(raised, actions, runs);
}
