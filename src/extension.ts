import * as vscode from 'vscode';
import { beginRun } from './beginRun.ts';
import { builtInProfiles } from './core/prompts/builtInProfiles.ts';
import type { Profiles } from './core/spawn/profile.ts';
import { Slots } from './core/spawn/slots.ts';
import { openInterrupted } from './interruptedChanges.ts';
import { openLayouts } from './openLayouts.ts';
import { lookAgain, pastRun, pastRuns } from './pastRuns.ts';
import { createAvailability, createProviders, type EndpointSources } from './providers/catalogue.ts';
import { createDemoProvider, demoModelName } from './providers/demo/demo.ts';
import { providerTable, suggestedModels } from './providers/providerTable.ts';
import { openRevert } from './revertRun.ts';
import { systemClock } from './systemClock.ts';
import { ApprovalActions } from './vscode/approvals/approvalActions.ts';
import { registerApprovalNotifications } from './vscode/approvals/approvalNotifications.ts';
import { Approvals } from './vscode/approvals/approvals.ts';
import { registerApprovalsView } from './vscode/approvals/approvalsView.ts';
import { ProposalDocuments } from './vscode/approvals/proposalDocuments.ts';
import { registerContextKeys } from './vscode/contextKeys.ts';
import { OpenDocuments } from './vscode/documents/openDocuments.ts';
import { registerCreateLayout } from './vscode/layout/layoutCommand.ts';
import { registerLayoutDiagnostics } from './vscode/layout/layoutDiagnostics.ts';
import { registerLayoutHover } from './vscode/layout/layoutHover.ts';
import { registerLayoutMarks } from './vscode/layout/layoutMarks.ts';
import type { Layouts } from './vscode/layout/layouts.ts';
import { registerLayoutWarnings } from './vscode/layout/layoutWarnings.ts';
import { registerProfileCommands } from './vscode/profiles/profileCommands.ts';
import { registerInterruptedNotifications } from './vscode/reverts/interruptedNotifications.ts';
import { Interruptions } from './vscode/reverts/interruptions.ts';
import { registerRevertCommands } from './vscode/reverts/revertCommands.ts';
import { ripgrepPath } from './vscode/ripgrepPath.ts';
import { registerAnswerDocuments } from './vscode/runs/answerDocuments.ts';
import { registerDeliverablesView } from './vscode/runs/deliverablesView.ts';
import { type ReadRun, registerReadRun } from './vscode/runs/longRecords.ts';
import { registerPausedNotifications } from './vscode/runs/pausedNotifications.ts';
import { registerRetryAgent } from './vscode/runs/retryAgent.ts';
import { registerRunCommands } from './vscode/runs/runCommands.ts';
import { Runs, type StartRun } from './vscode/runs/runs.ts';
import { registerRunsView } from './vscode/runs/runsView.ts';
import { registerRunTask } from './vscode/runs/runTask.ts';
import { registerStatusBar } from './vscode/runs/statusBar.ts';
import { readApiKey, registerSetApiKey } from './vscode/settings/apiKeys.ts';
import { registerConcurrencyAllRuns } from './vscode/settings/concurrencyAllRuns.ts';
import { registerChooseModel } from './vscode/settings/models.ts';
import { readCompatibleBaseUrl, readConcurrencyAllRuns, readSettings } from './vscode/settings/settings.ts';
import { stateDirectory } from './vscode/stateDirectory.ts';
import { openFolders } from './vscode/workspaceFiles.ts';
import { createProgressBoard } from './workspace/board/progressBoard.ts';
import { openWorkspace } from './workspace/confinement/resolver.ts';
import { createProfiles } from './workspace/profiles/profiles.ts';
import { profileToolNames } from './workspace/profiles/profileTools.ts';

const pastRunsShown = 10;

/** For `deactivate` alone, which the editor calls without any argument. */
let runs: Runs | undefined;

/** Builds the parts, connects them, and registers what the editor shows. */
export function activate(context: vscode.ExtensionContext): void {
  const { secrets } = context;
  const endpoints: EndpointSources = {
    key: (id) => Promise.resolve(readApiKey(secrets, id)),
    baseUrl: (id) => (id === 'compatible' ? readCompatibleBaseUrl() : undefined),
    keyHint: () => 'Set it with the command “Muster: Set API key…”.',
  };
  const approvals = new Approvals();
  const openFiles = new OpenDocuments();
  const shared = {
    provider: createProviders({ ...endpoints, demo: createDemoProvider() }),
    canUse: createAvailability(endpoints),
    sharedSlots: new Slots(readConcurrencyAllRuns()),
    board: createProgressBoard({ clock: systemClock }),
    ask: approvals.ask.bind(approvals),
    openFiles,
    clock: systemClock,
  };

  const start: StartRun = (work, onLine, signal) => {
    const { model, childModel, ...settings } = readSettings();
    const leading = 'first' in work ? work.first.brief.model : model;
    return beginRun(
      { ...work, model, childModel: childModel || leading, ...settings },
      { ...places(context), ...shared, onLine },
      signal,
    );
  };
  runs = new Runs(start, () => pastRuns(stateDirectory(context.globalStorageUri), pastRunsShown));
  const read: ReadRun = (runId, signal) => pastRun(stateDirectory(context.globalStorageUri), runId, signal);
  const interruptions = new Interruptions(async () =>
    openInterrupted({ ...places(context), openFiles }, new AbortController().signal),
  );
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
    openFiles,
    registerApprovalsView({ approvals, actions, documents, runs }),
    registerApprovalNotifications(approvals, actions, runs),
    registerPausedNotifications(runs),
    interruptions,
    registerConcurrencyAllRuns(shared.sharedSlots),
    registerRunsView(runs, interruptions, (runId, signal) =>
      lookAgain(stateDirectory(context.globalStorageUri), runId, signal),
    ),
    registerInterruptedNotifications({ runs, interruptions, read }),
    registerRevertCommands({
      runs,
      open: (runId, scope) => openRevert({ ...places(context), openFiles }, runId, scope),
      read,
    }),
    registerRunCommands(runs, read),
    registerRetryAgent(runs),
    registerReadRun(runs, read),
    registerDeliverablesView(runs),
    registerAnswerDocuments(runs),
    registerStatusBar(runs, approvals),
    registerContextKeys(runs, approvals),
    registerRunTask(runs, suggestions),
    registerChooseModel(suggestions),
    registerSetApiKey(secrets, keyed),
    registerLayouts(
      openLayouts(() => places(context)),
      runs,
    ),
    registerProfileCommands({ profiles: () => profilesHere(context), tools: profileToolNames, suggestions }),
  );
}

/** The editor waits for this, but not for what is disposed. */
export async function deactivate(): Promise<void> {
  await runs?.stop();
}

/** All that helps with WORKSPACE.md files. */
function registerLayouts(layouts: Layouts, all: Runs): vscode.Disposable {
  return vscode.Disposable.from(
    registerCreateLayout(layouts),
    registerLayoutDiagnostics(layouts),
    registerLayoutHover(layouts),
    registerLayoutMarks(layouts),
    registerLayoutWarnings(all),
  );
}

/** The profiles of the folders that are open now. */
async function profilesHere(context: vscode.ExtensionContext): Promise<Profiles> {
  const { folders, stateDirectory } = places(context);
  const workspace = await openWorkspace({ folders, closed: [stateDirectory] });
  return createProfiles({ workspace, stateDirectory, builtIn: builtInProfiles });
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
    stateDirectory: stateDirectory(context.globalStorageUri),
    rgPath,
  };
}
