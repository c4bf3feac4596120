import type { AgentView } from '../core/journal/agentView.ts';

/** A run as a row. Rows name what they stand for and stay the same while it changes. */
export class RunRow {
  readonly runId: string;
  readonly key: string;
  constructor(runId: string) {
    this.runId = runId;
    this.key = runId;
  }
}

export class AgentRow {
  readonly runId: string;
  readonly agentId: string;
  readonly key: string;
  constructor(runId: string, agentId: string) {
    this.runId = runId;
    this.agentId = agentId;
    this.key = `${runId} ${agentId}`;
  }
}

export class BatchRow {
  readonly runId: string;
  readonly batchId: string;
  readonly key: string;
  constructor(runId: string, batchId: string) {
    this.runId = runId;
    this.batchId = batchId;
    this.key = `${runId} ${batchId}`;
  }
}

/** What an agent at work says of how far it is. */
export class ProgressRow {
  readonly runId: string;
  readonly agentId: string;
  readonly key: string;
  constructor(runId: string, agentId: string) {
    this.runId = runId;
    this.agentId = agentId;
    this.key = `${runId} ${agentId} progress`;
  }
}

/** A file that an agent made or changed, or that should be there and is not. */
export class FileRow {
  readonly path: string;
  readonly kind: 'deliverable' | 'changed' | 'missing';
  readonly key: string;
  constructor(agentId: string, path: string, kind: FileRow['kind']) {
    this.path = path;
    this.kind = kind;
    this.key = `${agentId} ${kind} ${path}`;
  }
}

/** The file in which the host keeps what all agents of a run are doing. */
export class BoardRow {
  readonly path: string;
  readonly key: string;
  constructor(runId: string, path: string) {
    this.path = path;
    this.key = `${runId} board ${path}`;
  }
}

/** The rows of the runs view, which are also what its commands are called with. */
export type Row = RunRow | AgentRow | BatchRow | ProgressRow | FileRow | BoardRow;

/** The files of an agent, those that are missing last. */
export function fileRows({ agentId, deliverables, changedFiles, missing }: AgentView): readonly FileRow[] {
  const gone = new Set(missing);
  const made = new Set(deliverables.map(({ path }) => path));
  const paths = new Set([...made, ...changedFiles]);
  return [
    ...[...paths]
      .filter((path) => !gone.has(path))
      .map((path) => new FileRow(agentId, path, made.has(path) ? 'deliverable' : 'changed')),
    ...[...gone].map((path) => new FileRow(agentId, path, 'missing')),
  ];
}
