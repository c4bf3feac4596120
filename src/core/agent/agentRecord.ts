import type { Event } from '../journal/event.ts';
import type { AgentName } from './agentName.ts';
import { addCost, type Cost, noCost } from './cost.ts';
import { cut } from './cut.ts';
import { addUsage, noUsage, type Usage } from './provider.ts';
import type { Deliverable, Report } from './report.ts';

const maxSummaryLength = 4000;

/** How an agent ended, apart from what it did. */
export type End = Pick<Report, 'outcome' | 'reason' | 'failure'>;

/** What one agent has done so far, folded from its own events: what a report is made of, however the agent ends. */
export class AgentRecord {
  readonly #deliverables = new Map<string, Deliverable>();
  usage: Usage = noUsage;
  cost: Cost = noCost;
  /** How far it last said it is. */
  progress: { readonly note: string; readonly percent?: number | undefined } | undefined;
  turns = 0;
  lastText = '';
  /** Whether it has changed a file or asked a person: starting over would do so twice. */
  hasEffects = false;
  hasStartedOver = false;

  note(event: Event): void {
    if (event.type === 'agentRetried') {
      this.lastText = '';
      this.hasStartedOver = true;
    }
    if (event.type === 'turnStarted') this.turns = event.turn;
    if (event.type === 'modelReplied') {
      this.usage = addUsage(this.usage, event.usage);
      this.cost = addCost(this.cost, event.costUsd);
      if (event.text.trim() !== '') this.lastText = cut(event.text.trim(), maxSummaryLength);
    }
    if (event.type === 'progressNoted') this.progress = { note: event.note, percent: event.percent };
    if (event.type === 'fileChanging' || event.type === 'requestRaised') this.hasEffects = true;
    if (event.type === 'fileChanged') this.#noteFile(event);
  }

  /** The files it has delivered so far, in the order in which each was first written. */
  deliverables(): readonly Deliverable[] {
    return [...this.#deliverables.values()];
  }

  report(agent: AgentName, end: End): Report {
    return {
      agentId: agent.agentId,
      label: agent.label,
      ...end,
      summary: this.lastText,
      deliverables: [...this.deliverables()],
      usage: this.usage,
      cost: this.cost,
      turns: this.turns,
    };
  }

  #noteFile(event: Extract<Event, { type: 'fileChanged' }>): void {
    if (event.after === null) this.#deliverables.delete(event.path);
    else if (event.deliverable) {
      this.#deliverables.set(event.path, {
        path: event.path,
        bytes: event.bytes,
        hash: event.landed ?? event.after,
      });
    }
  }
}
