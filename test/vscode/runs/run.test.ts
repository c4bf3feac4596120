import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { beginRun } from '../../../src/beginRun.ts';
import { Slots } from '../../../src/core/spawn/slots.ts';
import { pastRuns } from '../../../src/pastRuns.ts';
import { createProviders } from '../../../src/providers/catalogue.ts';
import { createDemoProvider } from '../../../src/providers/demo/demo.ts';
import { systemClock } from '../../../src/systemClock.ts';
import { Approvals } from '../../../src/vscode/approvals/approvals.ts';
import { ripgrepPath } from '../../../src/vscode/ripgrepPath.ts';
import { AgentRow } from '../../../src/vscode/runs/runRows.ts';
import { Runs, type StartRun } from '../../../src/vscode/runs/runs.ts';
import { RunsTree } from '../../../src/vscode/runs/runsTree.ts';
import { createProgressBoard } from '../../../src/workspace/board/progressBoard.ts';
import { noOpenFiles } from '../../../src/workspace/content/openFiles.ts';

suite('a run in the extension host', () => {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const state = mkdtempSync(join(tmpdir(), 'muster-in-host-state-'));
  const readme = vscode.Uri.joinPath(folder?.uri ?? vscode.Uri.file('/'), 'README.md');
  const approvals = new Approvals();
  let runs: Runs;

  const start: StartRun = (work, onLine, signal) => {
    const rgPath = ripgrepPath(vscode.env.appRoot);
    assert.ok(folder && rgPath, 'the editor brings ripgrep');
    const provider = createProviders({
      key: async () => undefined,
      baseUrl: () => undefined,
      keyHint: () => '',
      demo: createDemoProvider({ chunkMs: 0, thinkMs: 20 }),
    });
    return beginRun(
      {
        ...work,
        model: 'demo/scripted',
        childModel: 'demo/scripted',
        approval: 'ask',
        limits: {
          children: 20,
          depth: 1,
          concurrency: 5,
          tokens: null,
          costUsd: null,
          askFanOutFrom: 10,
        },
        childLimits: { deadlineSeconds: 60, turns: 50, tokens: 1_000_000, costUsd: null },
      },
      {
        folders: [{ name: folder.name, path: folder.uri.fsPath }],
        stateDirectory: state,
        rgPath,
        openFiles: noOpenFiles,
        provider,
        canUse: async () => true,
        sharedSlots: new Slots(20),
        board: createProgressBoard({ clock: systemClock }),
        ask: approvals.ask.bind(approvals),
        clock: systemClock,
        onLine,
      },
      signal,
    );
  };

  setup(async () => {
    await vscode.workspace.fs.writeFile(readme, Buffer.from('# Kiln log\n\nTODO: say what it is.\n'));
    const kiln = vscode.Uri.joinPath(readme, '..', 'src', 'kiln.ts');
    await vscode.workspace.fs.writeFile(
      kiln,
      Buffer.from('export const cones = 6; // TODO: ask the potter\n'),
    );
    runs = new Runs(start, () => pastRuns(state, 10));
  });

  teardown(() => runs.dispose());
  suiteTeardown(() => {
    approvals.dispose();
    rmSync(state, { recursive: true, force: true });
  });

  test('shows three children, delivers files, and changes nothing that was rejected', async () => {
    const most = { running: 0 };
    const watching = runs.onDidChange(() => {
      const agents = runs.views[0]?.agents ?? [];
      const running = agents.filter(({ depth, status }) => depth === 1 && status === 'running').length;
      most.running = Math.max(most.running, running);
    });
    const asked = approvals.onDidRaise(({ request }) => {
      approvals.answer(request.requestId, { kind: 'rejected', feedback: 'not now' });
    });
    const view = await runs.run('Look around');
    watching.dispose();
    asked.dispose();
    assert.equal(view?.report?.outcome, 'completed');
    assert.equal(most.running, 3);
    assert.match(view.answer, /not now/);
    const files = view.agents.flatMap((agent) => agent.deliverables.map(({ path }) => path));
    assert.equal(files.length, 4);
    for (const path of files) {
      const { size } = await vscode.workspace.fs.stat(vscode.Uri.joinPath(folder?.uri ?? readme, path));
      assert.ok(size > 0, path);
    }
    assert.match(
      Buffer.from(await vscode.workspace.fs.readFile(readme)).toString(),
      /^# Kiln log\n\nTODO[^#]*$/,
    );
  });

  test('a cancelled run ends cancelled, and a later window still shows it', async () => {
    const asked = approvals.onDidRaise(() => {
      const [live] = runs.liveViews();
      if (live) runs.cancelRun(live.runId);
    });
    const view = await runs.run('Look around once more');
    asked.dispose();
    assert.equal(view?.report?.outcome, 'cancelled');
    assert.equal(approvals.pending.length, 0);
    const later = new Runs(start, () => pastRuns(state, 10));
    await later.recall();
    const recalled = later.views.find(({ runId }) => runId === view.runId);
    assert.deepEqual(recalled, view);
    assert.equal(later.isRecalled(view.runId), true);
    assert.equal(runs.isRecalled(view.runId), false);
    assert.deepEqual(later.liveViews(), []);
    later.dispose();
  });

  test('a child of a run of an earlier window is tried again in a run of its own, once at a time', async () => {
    const asked = approvals.onDidRaise(({ request }) => {
      approvals.answer(request.requestId, { kind: 'rejected', feedback: 'not now' });
    });
    const before = await runs.run('Look around for a retry');
    asked.dispose();
    const later = new Runs(start, () => pastRuns(state, 10));
    await later.recall();
    const child = before?.agents.find(({ depth }) => depth === 1);
    assert.ok(before && child);
    const found = later.retryAgent(before.runId, child.agentId);
    assert.ok(found.kind === 'found');
    const again = later.runAgain(found.first);
    const second = later.retryAgent(before.runId, child.agentId);
    assert.match(second.kind === 'refused' ? second.message : '', /tried again already/);
    const view = await again;
    assert.equal(later.retryAgent(before.runId, child.agentId).kind, 'found');
    assert.equal(view?.report?.outcome, 'completed');
    assert.deepEqual(view.retryOf, { runId: before.runId, agentId: child.agentId });
    assert.deepEqual(
      view.agents.map(({ brief, parentId, depth }) => ({ brief, parentId, depth })),
      [{ brief: child.brief, parentId: null, depth: 1 }],
    );
    const tree = new RunsTree(later);
    const [run] = tree.getChildren();
    assert.ok(run);
    assert.equal(tree.getTreeItem(run).label, `again: ${child.brief.label}`);
    const agents = tree.getChildren(run).filter((row) => row instanceof AgentRow);
    const item = tree.getTreeItem(agents[0] ?? run);
    assert.equal(agents.length, 1);
    assert.match(`${item.description}`, new RegExp(`again after “${child.brief.label}” completed`));
    assert.equal(item.contextValue, 'finishedAgentWithChanges');
    later.dispose();
  });

  test('187: a window that closes waits for its runs to hand in their reports', async () => {
    const asked = new Promise<void>((resolve) => {
      const listening = approvals.onDidRaise(() => {
        listening.dispose();
        resolve();
      });
    });
    const ended = runs.run('Look around until the window closes');
    await asked;
    await runs.stop();
    assert.deepEqual(runs.liveViews(), []);
    assert.equal((await ended)?.report?.outcome, 'cancelled');
    const [recalled] = await pastRuns(state, 1);
    assert.equal(recalled?.view.report?.outcome, 'cancelled');
  });
});
