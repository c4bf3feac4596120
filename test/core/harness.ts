import assert from 'node:assert/strict';
import type { AgentLimits } from '../../src/core/agent/brief.ts';
import type { Price } from '../../src/core/agent/cost.ts';
import type { Report } from '../../src/core/agent/report.ts';
import { type FirstAgent, parentOf } from '../../src/core/firstAgent.ts';
import type { ApprovalMode } from '../../src/core/human/approvalRules.ts';
import type { Ask } from '../../src/core/human/request.ts';
import type { AgentView } from '../../src/core/journal/agentView.ts';
import { Event, type RunLimits } from '../../src/core/journal/event.ts';
import { foldRun, type RunView } from '../../src/core/journal/runView.ts';
import type { Ports } from '../../src/core/ports.ts';
import { type Run, type RunBrief, startRun } from '../../src/core/run.ts';
import { Slots } from '../../src/core/spawn/slots.ts';
import { Bench } from './bench.ts';
import { Desk } from './desk.ts';
import { Disk } from './disk.ts';
import { type Script, ScriptedProvider } from './scriptedProvider.ts';
import { Shelf } from './shelf.ts';
import { settled, VirtualClock } from './virtualClock.ts';

export const allTools = [
  'note',
  'gated',
  'failing',
  'crashing',
  'hanging',
  'writing',
  'asking',
  'pondering',
  'forbidden',
  'spawn',
  'wait',
  'list_agents',
  'cancel_agent',
  'spawn_batch',
  'note_progress',
];

export interface Setting {
  /** Answers by task; the run's own task is `lead`. */
  readonly scripts: Readonly<Record<string, Script>>;
  /** Who begins the run, where that is not its parent. */
  readonly first?: FirstAgent;
  readonly limits?: Partial<RunLimits>;
  readonly childLimits?: Partial<AgentLimits>;
  readonly tools?: readonly string[];
  readonly approval?: ApprovalMode;
  readonly ask?: Ask;
  /** Called with the number of the event, from 1; what it throws is a disk that cannot be written. */
  readonly onAppend?: (count: number, run: Harness) => void;
  readonly ports?: Partial<Ports>;
  /** By `provider/model`; a model without one has an unknown price. */
  readonly prices?: Readonly<Record<string, Price>>;
}

/** A run on a virtual clock, with scripted models, a person the test plays, and a journal in memory. */
export class Harness {
  readonly clock = new VirtualClock();
  readonly desk = new Desk();
  readonly bench = new Bench();
  readonly disk = new Disk();
  readonly shelf = new Shelf();
  readonly events: Event[] = [];
  readonly provider: ScriptedProvider;
  readonly run: Run;
  readonly #controller = new AbortController();
  #ids = 0;
  #report: Report | undefined;

  constructor(setting: Setting) {
    this.provider = new ScriptedProvider(setting.scripts);
    const ports: Ports = {
      provider: (model) =>
        model.startsWith('test/')
          ? { kind: 'found', provider: this.provider, model: model.slice('test/'.length) }
          : { kind: 'unknown', message: `There is no model ${model}. Choose test/model.` },
      tools: this.bench.tools,
      ask: setting.ask ?? this.desk.ask,
      canUse: async (model) => model.startsWith('test/'),
      price: (model) => setting.prices?.[model],
      hostFiles: this.disk.hostFiles,
      profiles: this.shelf,
      pastUse: async () => ({ tokens: null, costUsd: null }),
      sharedSlots: new Slots(256),
      closing: async () => {},
      append: (event) => {
        setting.onAppend?.(this.events.length + 1, this);
        this.events.push(event);
        this.disk.note(event);
      },
      clock: this.clock,
      newId: () => `id-${++this.#ids}`,
      ...setting.ports,
    };
    const brief: RunBrief = {
      runId: 'run-1',
      first:
        setting.first ??
        parentOf({ task: 'lead', model: 'test/model', tools: [...(setting.tools ?? allTools)] }),
      childModel: 'test/model',
      approval: setting.approval ?? 'ask',
      limits: {
        children: 20,
        depth: 1,
        concurrency: 5,
        tokens: null,
        costUsd: null,
        askFanOutFrom: null,
        ...setting.limits,
      },
      childLimits: {
        deadlineSeconds: 600,
        turns: 50,
        tokens: 1_000_000,
        costUsd: null,
        ...setting.childLimits,
      },
      workspace: 'The layout.',
      profiles: [],
    };
    this.run = startRun(brief, ports, this.#controller.signal);
    void this.run.report.then((report) => {
      this.#report = report;
    });
  }

  readonly cancel = (): void => this.#controller.abort();

  /** The report if the run has ended by now, without moving time. */
  async reportNow(): Promise<Report | undefined> {
    await settled();
    return this.#report;
  }

  /** The report of a run that must have ended by now, after checking what holds for every run. */
  async ended(): Promise<Report> {
    const report = await this.reportNow();
    assert.ok(report, 'The run has not ended.');
    this.provider.assertPlayed();
    assert.equal(this.clock.pendingTimers, 0, 'A timer was left running.');
    for (const event of this.events) {
      assert.deepEqual(Event.parse(JSON.parse(JSON.stringify(event))), event);
    }
    return report;
  }

  of<Type extends Event['type']>(type: Type): Extract<Event, { type: Type }>[] {
    return this.events.filter((event): event is Extract<Event, { type: Type }> => event.type === type);
  }

  view(): RunView {
    const view = foldRun(this.events.map((event, index) => ({ t: `t${index}`, event })));
    assert.ok(view);
    return view;
  }

  /** The agent with this task, as people see it. */
  agent(task: string): AgentView {
    const agent = this.view().agents.find((candidate) => candidate.brief.task === task);
    assert.ok(agent, `There is no agent with the task ${JSON.stringify(task)}.`);
    return agent;
  }

  reportOf(task: string): Report {
    const { agentId } = this.agent(task);
    const reports = this.of('agentFinished').filter((event) => event.agentId === agentId);
    assert.equal(reports.length, 1, `Reports of ${task}`);
    return reports[0]!.report;
  }
}
