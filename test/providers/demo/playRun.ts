import assert from 'node:assert/strict';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { rgPath } from '@vscode/ripgrep';
import type { Report } from '../../../src/core/agent/report.ts';
import { parentOf } from '../../../src/core/firstAgent.ts';
import type { Answer, RequestDraft } from '../../../src/core/human/request.ts';
import type { Event } from '../../../src/core/journal/event.ts';
import { builtInProfiles } from '../../../src/core/prompts/builtInProfiles.ts';
import { startRun } from '../../../src/core/run.ts';
import { teamToolNames } from '../../../src/core/spawn/leadTools.ts';
import { createDemoProvider } from '../../../src/providers/demo/demo.ts';
import { openWorkspace } from '../../../src/workspace/confinement/resolver.ts';
import { noOpenFiles } from '../../../src/workspace/content/openFiles.ts';
import { createHostFiles } from '../../../src/workspace/hostFiles/hostFiles.ts';
import { defaultLayout, type Layout } from '../../../src/workspace/layout/layout.ts';
import { createProfiles } from '../../../src/workspace/profiles/profiles.ts';
import { createFileTools, fileToolNames } from '../../../src/workspace/tools/fileTools.ts';
import { usualPorts, wideChildLimits, wideLimits } from '../../core/usualPorts.ts';
import { fileParts } from '../../workspace/sandbox.ts';

export { fileToolNames };
export const demoWorkspace = path.join(import.meta.dirname, '../../../media/demo-workspace');

export interface Play {
  readonly root: string;
  readonly task?: string;
  /** What the person says to every question, such as a change outside `output/`. */
  readonly verdict?: Answer | ((draft: RequestDraft) => Answer);
  /** How many children may be spawned; the others are denied. */
  readonly children?: number;
  readonly depth?: number;
  readonly tools?: readonly string[];
  readonly layout?: Layout;
  /** Told of each event once it is recorded. */
  readonly onEvent?: (event: Event) => void;
}

export interface Played {
  readonly report: Report;
  /** The last message of the parent. */
  readonly answer: string;
  /** What each turn of the parent said and called. */
  readonly turns: readonly Turn[];
  readonly children: readonly Child[];
  readonly events: readonly Event[];
}

interface Turn {
  readonly text: string;
  readonly calls: readonly string[];
}

export interface Child {
  readonly label: string;
  readonly task: string;
  readonly profile: string | undefined;
  readonly turns: readonly Turn[];
  readonly said: string;
}

/** A new folder that holds these files. */
export function workspace(files: Readonly<Record<string, string>>): string {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'muster-demo-')));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  return root;
}

/** A new copy of the demo workspace. */
export function copyOfDemo(): string {
  const root = workspace({});
  cpSync(demoWorkspace, root, { recursive: true });
  return root;
}

export function remove(root: string): void {
  rmSync(root, { recursive: true, force: true });
}

export function textOf(root: string, file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

/** All files below `root`, relative and sorted. */
export function filesUnder(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort();
}

/** A whole run of the demo with the real core and the real file tools, on a real folder. */
export async function play(settings: Play): Promise<Played> {
  const { root, task = 'Go', verdict = { kind: 'approved' }, children = 20, depth = 1 } = settings;
  const folder = await openWorkspace({ folders: [{ name: 'ws', path: root }] });
  const events: Event[] = [];
  let ids = 0;
  const stateDirectory = mkdtempSync(path.join(tmpdir(), 'muster-demo-state-'));
  const provider = createDemoProvider({ chunkMs: 0, thinkMs: 0 });
  const run = startRun(
    {
      runId: 'run-1',
      first: parentOf({
        task,
        model: 'demo/scripted',
        tools: [...(settings.tools ?? [...fileToolNames, ...teamToolNames])],
      }),
      childModel: 'demo/scripted',
      approval: 'ask',
      limits: { ...wideLimits, children, depth },
      childLimits: { ...wideChildLimits, deadlineSeconds: null },
      workspace: 'The layout.',
      profiles: [],
    },
    {
      ...usualPorts(),
      profiles: createProfiles({ workspace: folder, stateDirectory, builtIn: builtInProfiles }),
      hostFiles: createHostFiles({
        workspace: folder,
        layout: settings.layout ?? defaultLayout,
        openFiles: noOpenFiles,
      }),
      provider: (model) => ({ kind: 'found', provider, model }),
      tools: createFileTools({
        workspace: folder,
        layout: settings.layout ?? defaultLayout,
        rgPath,
        ...fileParts(stateDirectory),
      }),
      ask: async ({ draft }) => (typeof verdict === 'function' ? verdict(draft) : verdict),
      append: (event) => {
        events.push(event);
        settings.onEvent?.(event);
      },
      clock: { now: () => performance.now(), after: timer },
      newId: () => `id-${++ids}`,
    },
    new AbortController().signal,
  );
  const report = await run.report;
  rmSync(stateDirectory, { recursive: true, force: true });
  assert.equal(report.outcome, 'completed', report.reason);
  const turns = turnsOf(events, report.agentId);
  return { report, answer: turns.at(-1)?.text ?? '', turns, children: childrenIn(events), events };
}

function childrenIn(events: readonly Event[]): Child[] {
  return events.flatMap((event) => {
    if (event.type !== 'agentQueued' || event.parentId === null) return [];
    const turns = turnsOf(events, event.agentId);
    const { label, task, profile } = event.brief;
    return [{ label, task, profile: profile?.name, turns, said: turns.at(-1)?.text ?? '' }];
  });
}

function turnsOf(events: readonly Event[], agentId: string): Turn[] {
  return events.flatMap((event) =>
    event.type === 'modelReplied' && event.agentId === agentId
      ? [{ text: event.text, calls: event.calls.map((call) => call.name) }]
      : [],
  );
}

function timer(ms: number, callback: () => void): () => void {
  const id = setTimeout(callback, ms);
  return () => clearTimeout(id);
}
