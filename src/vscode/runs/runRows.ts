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

/** What became of a file of an agent. `missing`: it should be there and is not; `reverted`: a person took it back. */
export type FileKind = 'deliverable' | 'changed' | 'deleted' | 'missing' | 'reverted';

/** A file that an agent made, changed or deleted. */
export class FileRow {
  readonly runId: string;
  readonly agentId: string;
  readonly path: string;
  readonly kind: FileKind;
  readonly key: string;
  constructor({ runId, agentId }: Pick<AgentRow, 'runId' | 'agentId'>, path: string, kind: FileKind) {
    this.runId = runId;
    this.agentId = agentId;
    this.path = path;
    this.kind = kind;
    this.key = `${runId} ${agentId} ${kind} ${path}`;
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

/** A change of several files that a crash cut off, and that waits for a person's word. */
export class InterruptedRow {
  readonly runId: string;
  readonly commitId: string;
  readonly key: string;
  constructor(runId: string, commitId: string) {
    this.runId = runId;
    this.commitId = commitId;
    this.key = `${runId} interrupted ${commitId}`;
  }
}

/** Stands for all that is not known yet of a run whose record is long. */
export class UnreadRow {
  readonly runId: string;
  readonly key: string;
  constructor(runId: string) {
    this.runId = runId;
    this.key = `${runId} unread`;
  }
}

/** The rows of the runs view, which are also what its commands are called with. */
export type Row =
  | RunRow
  | AgentRow
  | BatchRow
  | ProgressRow
  | FileRow
  | BoardRow
  | InterruptedRow
  | UnreadRow;
