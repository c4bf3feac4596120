import * as vscode from 'vscode';
import { beginRun } from './beginRun.ts';
import { pastRuns } from './pastRuns.ts';
import { createProviders } from './providers/catalogue.ts';
import { createDemoProvider, demoModelName } from './providers/demo/demo.ts';
import { providerTable, suggestedModels } from './providers/providerTable.ts';
import { systemClock } from './systemClock.ts';
import { registerAnswerDocuments } from './vscode/answerDocuments.ts';
import { readApiKey, registerSetApiKey } from './vscode/apiKeys.ts';
import { ApprovalActions } from './vscode/approvalActions.ts';
import { registerApprovalNotifications } from './vscode/approvalNotifications.ts';
import { Approvals } from './vscode/approvals.ts';
import { registerApprovalsView } from './vscode/approvalsView.ts';
import { registerContextKeys } from './vscode/contextKeys.ts';
import { registerDeliverablesView } from './vscode/deliverablesView.ts';
import { registerChooseModel } from './vscode/models.ts';
import { registerPausedNotifications } from './vscode/pausedNotifications.ts';
import { ProposalDocuments } from './vscode/proposalDocuments.ts';
import { ripgrepPath } from './vscode/ripgrepPath.ts';
import { registerRunCommands } from './vscode/runCommands.ts';
import { Runs, type StartRun } from './vscode/runs.ts';
import { registerRunsView } from './vscode/runsView.ts';
import { registerRunTask } from './vscode/runTask.ts';
import { readCompatibleBaseUrl, readSettings } from './vscode/settings.ts';
import { registerStatusBar } from './vscode/statusBar.ts';
import { openFolders } from './vscode/workspaceFiles.ts';

const pastRunsShown = 10;

/** For `deactivate` alone, which the editor calls without any argument. */
let runs: Runs | undefined;

/** Builds the parts, connects them, and registers what the editor shows. */
export function activate(context: vscode.ExtensionContext): void {
  const { secrets } = context;
  const provider = createProviders({
    key: (id) => Promise.resolve(readApiKey(secrets, id)),
    baseUrl: (id) => (id === 'compatible' ? readCompatibleBaseUrl() : undefined),
    keyHint: () => 'Set it with the command “Muster: Set API key…”.',
    demo: createDemoProvider(),
  });
  const approvals = new Approvals();
  const ask = approvals.ask.bind(approvals);

  const start: StartRun = (task, onLine, signal) => {
    const { model, childModel, approval, limits } = readSettings();
    const { children, concurrency, depth, ...childLimits } = limits;
    const runLimits = { children, concurrency, depth };
    return beginRun(
      { task, model, childModel: childModel || model, approval, limits: runLimits, childLimits },
      { ...places(context), provider, ask, clock: systemClock, onLine },
      signal,
    );
  };
  runs = new Runs(start, () => pastRuns(stateDirectory(context), pastRunsShown));
  const documents = new ProposalDocuments(approvals);
  const actions = new ApprovalActions(approvals, documents);
  const suggestions = [
    { name: demoModelName, detail: 'Needs no key: shows what Muster does' },
    ...suggestedModels.map((name) => ({ name, detail: '' })),
  ];
  const keyed = Object.entries(providerTable)
    .filter(([, { keyVariable }]) => keyVariable !== undefined)
    .map(([id, { label }]) => ({ provider: id, title: label }));

  context.subscriptions.push(
    runs,
    approvals,
    documents,
    registerApprovalsView({ approvals, actions, documents, runs }),
    registerApprovalNotifications(approvals, actions, runs),
    registerPausedNotifications(runs),
    registerRunsView(runs),
    registerRunCommands(runs),
    registerDeliverablesView(runs),
    registerAnswerDocuments(runs),
    registerStatusBar(runs, approvals),
    registerContextKeys(runs, approvals),
    registerRunTask(runs, suggestions),
    registerChooseModel(suggestions),
    registerSetApiKey(secrets, keyed),
  );
}

/** The editor waits for this, but not for what is disposed. */
export async function deactivate(): Promise<void> {
  await runs?.stop();
}

/** Where a run of this window works, keeps its journal and finds ripgrep. Throws a message for people if it cannot. */
function places(context: vscode.ExtensionContext): {
  readonly folders: readonly { readonly name: string; readonly path: string }[];
  readonly stateDirectory: string;
  readonly rgPath: string;
} {
  const rgPath = ripgrepPath(vscode.env.appRoot);
  if (!rgPath) throw new Error('the ripgrep that comes with the editor was not found. Reinstall the editor.');
  return {
    folders: openFolders().map(({ name, uri }) => ({ name, path: uri.fsPath })),
    stateDirectory: stateDirectory(context),
    rgPath,
  };
}

/** Outside the workspace, and one for each workspace. */
function stateDirectory({ storageUri, globalStorageUri }: vscode.ExtensionContext): string {
  return vscode.Uri.joinPath(storageUri ?? globalStorageUri, 'runs').fsPath;
}
