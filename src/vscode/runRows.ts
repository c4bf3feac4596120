import type { AgentView } from '../core/journal/agentView.ts';
import type { BatchView, RunView } from '../core/journal/runView.ts';

/** A run's row stays the same while the run goes on, so that it can be drawn anew by itself. */
export class RunRow {
  readonly runId: string;
  constructor(runId: string) {
    this.runId = runId;
  }
}

export class AgentRow {
  readonly run: RunView;
  readonly agent: AgentView;
  constructor(run: RunView, agent: AgentView) {
    this.run = run;
    this.agent = agent;
  }
}

export class BatchRow {
  readonly run: RunView;
  readonly batch: BatchView;
  constructor(run: RunView, batch: BatchView) {
    this.run = run;
    this.batch = batch;
  }
}

/** What an agent at work says of how far it is. */
export class ProgressRow {
  readonly agent: AgentView;
  readonly text: string;
  constructor(agent: AgentView, text: string) {
    this.agent = agent;
    this.text = text;
  }
}

/** A file that an agent made or changed, or that should be there and is not. */
export class FileRow {
  readonly agent: AgentView;
  readonly path: string;
  readonly kind: 'deliverable' | 'changed' | 'missing';
  constructor(agent: AgentView, path: string, kind: FileRow['kind']) {
    this.agent = agent;
    this.path = path;
    this.kind = kind;
  }
}

/** The file in which the host keeps what all agents of a run are doing. */
export class BoardRow {
  readonly run: RunView;
  readonly path: string;
  constructor(run: RunView, path: string) {
    this.run = run;
    this.path = path;
  }
}

/** The rows of the runs view, which are also what its commands are called with. */
export type Row = RunRow | AgentRow | BatchRow | ProgressRow | FileRow | BoardRow;

/** The files of an agent, those that are missing last. */
export function fileRows(agent: AgentView): readonly FileRow[] {
  const missing = new Set(agent.missing);
  const made = new Set(agent.deliverables.map(({ path }) => path));
  const paths = new Set([...made, ...agent.changedFiles]);
  return [
    ...[...paths]
      .filter((path) => !missing.has(path))
      .map((path) => new FileRow(agent, path, made.has(path) ? 'deliverable' : 'changed')),
    ...[...missing].map((path) => new FileRow(agent, path, 'missing')),
  ];
}
