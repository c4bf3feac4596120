import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rgPath } from '@vscode/ripgrep';
import { beginRun, type Surroundings, type Wanted } from '../../src/beginRun.ts';
import type { Report } from '../../src/core/agent/report.ts';
import type { FirstAgent } from '../../src/core/firstAgent.ts';
import type { Answer, Ask, Request } from '../../src/core/human/request.ts';
import type { TimedEvent } from '../../src/core/journal/agentView.ts';
import type { Event, JournalLine } from '../../src/core/journal/event.ts';
import { foldRun } from '../../src/core/journal/runView.ts';
import type { Run } from '../../src/core/run.ts';
import { Slots } from '../../src/core/spawn/slots.ts';
import { createProviders } from '../../src/providers/catalogue.ts';
import type { Timing } from '../../src/providers/retry.ts';
import { systemClock } from '../../src/systemClock.ts';
import { createProgressBoard } from '../../src/workspace/board/progressBoard.ts';
import { boardPath } from '../../src/workspace/confinement/protectedPaths.ts';
import { noOpenFiles } from '../../src/workspace/content/openFiles.ts';
import { journalName } from '../../src/workspace/journal/journalLine.ts';
import { readJournal, verifyJournal } from '../../src/workspace/journal/readJournal.ts';
import { canaryKey, noDemo } from '../providers/modelCalls.ts';
import { never, Sandbox } from '../workspace/sandbox.ts';

export const models = { chat: 'compatible/some/model', messages: 'anthropic/claude-test' };

export const runLimits = {
  children: 20,
  depth: 1,
  concurrency: 5,
  tokens: null,
  costUsd: null,
  askFanOutFrom: null,
};
export const childLimits = { deadlineSeconds: 60, turns: 50, tokens: 1_000_000, costUsd: null };

export interface Settings extends Partial<Pick<Wanted, 'childModel' | 'approval'>> {
  readonly task?: string;
  readonly model?: string;
  /** Who begins the run, where that is not its parent. */
  readonly first?: FirstAgent;
  readonly limits?: Partial<Wanted['limits']>;
  readonly childLimits?: Partial<Wanted['childLimits']>;
  readonly canUse?: Surroundings['canUse'];
  readonly sharedSlots?: Surroundings['sharedSlots'];
  readonly url: string;
  readonly format?: keyof typeof models;
  readonly ask?: Ask;
  readonly timing?: Partial<Timing>;
  readonly provider?: Surroundings['provider'];
  readonly rgPath?: string;
  readonly onLine?: (line: TimedEvent) => void;
  readonly signal?: AbortSignal;
}

/** A run under way on a real folder, with every line it has shown so far. */
export interface LiveRun {
  readonly place: Place;
  readonly run: Run;
  readonly journal: string;
  readonly lines: readonly TimedEvent[];
}

export interface Ended {
  readonly report: Report;
  readonly events: readonly Event[];
}

/** A workspace beside a canary tree, and Muster's own records beside both. */
export class Place extends Sandbox {
  /** Where records are kept; a test may put it inside of the workspace. */
  state = join(this.base, 'state');

  /** Every file of the workspace with its content, but for the progress board, which is Muster's own. */
  files(): Map<string, string> {
    const names = filesUnder(this.root).filter((name) => name !== boardPath);
    return new Map(names.map((name) => [name, readFileSync(this.at(name), 'latin1')]));
  }
}

export const providersAt = (url: string, timing: Partial<Timing> = {}) =>
  createProviders({
    key: async () => canaryKey,
    baseUrl: (provider) => (provider === 'anthropic' ? url : `${url}/v1`),
    keyHint: (provider) => `Set the key for ${provider}.`,
    demo: noDemo,
    timing: { sleep: async () => undefined, ...timing },
  });

export const approve: Ask = async () => ({ kind: 'approved' });
export const reject: Ask = async () => ({ kind: 'rejected', feedback: 'No.' });
export const silence: Ask = () => new Promise<Answer>(() => {});

/** Starts a run as the editor and the terminal do. */
export async function begin(place: Place, settings: Settings): Promise<LiveRun> {
  const { url, format = 'chat', ask = silence, timing, onLine, signal = never } = settings;
  const lines: TimedEvent[] = [];
  const model = settings.model ?? models[format];
  const task = settings.task ?? 'Read README.md and do what it says.';
  const wanted: Wanted = {
    ...(settings.first ? { first: settings.first } : { task, model }),
    childModel: settings.childModel ?? model,
    approval: settings.approval ?? 'ask',
    limits: { ...runLimits, ...settings.limits },
    childLimits: { ...childLimits, ...settings.childLimits },
  };
  const surroundings: Surroundings = {
    folders: [{ name: 'ws', path: place.root }],
    stateDirectory: place.state,
    rgPath: settings.rgPath ?? rgPath,
    openFiles: noOpenFiles,
    provider: settings.provider ?? providersAt(url, timing),
    canUse: settings.canUse ?? (async () => true),
    sharedSlots: settings.sharedSlots ?? new Slots(256),
    board: createProgressBoard({ clock: systemClock }),
    ask,
    clock: systemClock,
    onLine: (line) => {
      lines.push(line);
      onLine?.(line);
    },
  };
  const { runId, run } = await beginRun(wanted, surroundings, signal);
  return { place, run, journal: join(place.state, runId, journalName), lines };
}

/** Waits for the end and checks what holds after every run whose journal could be written. */
export async function finish(live: LiveRun): Promise<Ended> {
  const report = await live.run.report;
  const events = live.lines.map(({ event }) => event);
  await assertRecorded(live);
  assertOrderly(events, report);
  assertClean(live.place);
  return { report, events };
}

export async function wholeRun(place: Place, settings: Settings): Promise<Ended> {
  return finish(await begin(place, settings));
}

/** What was shown is what was written, line by line, and the chain holds. */
async function assertRecorded({ journal, lines }: LiveRun): Promise<void> {
  const stored = await readJournal(journal);
  assert.deepEqual(stored.problems, []);
  assert.deepEqual(stored.lines, lines satisfies readonly (TimedEvent | JournalLine)[]);
  assert.deepEqual(await verifyJournal(journal), { kind: 'intact', lines: lines.length });
}

/** Everything that began has ended, once, and before the run did. */
function assertOrderly(events: readonly Event[], report: Report): void {
  assert.deepEqual(events.at(-1), { type: 'runFinished', report });
  assertPaired(events, 'agentQueued', ['agentFinished'], ({ agentId }) => agentId);
  assertPaired(events, 'toolStarted', ['toolFinished'], ({ agentId, callId }) => `${agentId} ${callId}`);
  assertPaired(events, 'requestRaised', ['requestAnswered'], (event) =>
    event.type === 'requestRaised' ? event.request.requestId : event.requestId,
  );
  assertPaired(
    events,
    'fileChanging',
    ['fileChanged', 'fileChangeFailed'],
    ({ agentId, path, before, after }) => [agentId, path, before, after].join(' '),
  );
  assert.deepEqual(foldRun(events.map((event) => ({ t: '', event })))?.pending, []);
}

function assertPaired<First extends Event['type'], Second extends Event['type']>(
  events: readonly Event[],
  first: First,
  seconds: readonly Second[],
  keyOf: (event: Extract<Event, { type: First | Second }>) => string,
): void {
  const keys = (types: readonly Event['type'][]) =>
    events
      .filter((event): event is Extract<Event, { type: First | Second }> => types.includes(event.type))
      .map(keyOf)
      .toSorted();
  assert.deepEqual(keys(seconds), keys([first]), `${first} and ${seconds.join(' or ')}`);
}

/** The canaries are untouched, no key was written anywhere, and nothing temporary is left. */
export function assertClean(place: Place): void {
  assert.ok(place.isOutsideUntouched, 'the canary tree outside changed');
  assert.deepEqual(filesHolding(place.base, canaryKey), []);
  const leftovers = [...place.files().keys()].filter((name) => /\.muster-|\.tmp$/.test(name));
  assert.deepEqual(leftovers, []);
}

/** Files below a folder whose bytes hold a text. */
export function filesHolding(folder: string, text: string): string[] {
  return filesUnder(folder).filter((name) => readFileSync(join(folder, name)).includes(text));
}

/** The regular files below a folder; links are not followed. */
function filesUnder(folder: string, inside = ''): string[] {
  return readdirSync(join(folder, inside), { withFileTypes: true }).flatMap((entry) => {
    const name = join(inside, entry.name);
    if (entry.isDirectory()) return filesUnder(folder, name);
    return entry.isFile() ? [name] : [];
  });
}

/** Names whose content differs, that are new or that are gone. */
export function changedNames(before: Map<string, string>, after: Map<string, string>): string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name)).toSorted();
}

export function eventsOf<Type extends Event['type']>(events: readonly Event[], type: Type) {
  return events.filter((event): event is Extract<Event, { type: Type }> => event.type === type);
}

/** A person who decides each request by itself and remembers all of them. */
export function person(decide: (request: Request) => Answer | Promise<Answer>) {
  const requests: Request[] = [];
  const ask: Ask = async (request) => {
    requests.push(request);
    return decide(request);
  };
  return { requests, ask };
}

/** The changes a request is about; none if it is about something else. */
export const changesIn = ({ draft }: Pick<Request, 'draft'>) =>
  draft.kind === 'change' ? draft.changes : [];
