import type { AgentView } from '../../core/journal/agentView.ts';
import type { Toucher } from '../../core/journal/touched.ts';
import { type FileKind, FileRow } from './runRows.ts';

/** The files of an agent: what it made and changed, then what is missing, then what a person took back. */
export function fileRows(
  runId: string,
  agent: AgentView,
  touchers: (path: string) => readonly Toucher[],
): readonly FileRow[] {
  const { agentId, deliverables, changedFiles, reverted } = agent;
  const missing = new Set(agent.missing);
  const made = new Set(deliverables.map(({ path }) => path));
  const isDeleted = (path: string) =>
    touchers(path).some((toucher) => toucher.agentId === agentId && toucher.did === 'deleted');
  const kindOf = (path: string): FileKind => {
    if (made.has(path)) return 'deliverable';
    return isDeleted(path) ? 'deleted' : 'changed';
  };
  const present = [...new Set([...made, ...changedFiles])].filter((path) => !missing.has(path));
  const row = (path: string, kind: FileKind) => new FileRow({ runId, agentId }, path, kind);
  return [
    ...present.map((path) => row(path, kindOf(path))),
    ...[...missing].filter((path) => !reverted.includes(path)).map((path) => row(path, 'missing')),
    ...reverted.map((path) => row(path, 'reverted')),
  ];
}
