import { internalFault } from '../agent/ending.ts';
import type { BatchItem, HostFiles } from '../agent/hostFiles.ts';
import type { Deliverable, Report } from '../agent/report.ts';
import { ToolError } from '../agent/tool.ts';
import { JournalFailure } from '../journal/journalFailure.ts';

/** How one group of a batch's items ended. */
export interface BatchResult {
  readonly items: readonly BatchItem[];
  readonly report: Report;
}

export type Written =
  | { readonly kind: 'written'; readonly deliverable: Deliverable }
  | { readonly kind: 'failed'; readonly reason: string };

const plainNames = 9;

/** What is written, and for which batch. */
export interface ResultsOf {
  readonly batchId: string;
  readonly label: string;
  readonly results: readonly BatchResult[];
  readonly callId: string;
}

/** Writes one JSON line for each group, in the order of the items, to a file of its own under `output/`. */
export async function writeResults(
  { batchId, label, results, callId }: ResultsOf,
  files: HostFiles,
): Promise<Written> {
  const text = results.map((result) => `${JSON.stringify(lineOf(result))}\n`).join('');
  const { signal } = new AbortController();
  let reason = '';
  for (const folder of folderNames(label, batchId)) {
    const path = `output/${folder}/results.jsonl`;
    try {
      await files.writeText({ path, text, callId }, signal);
      const found = await files.inspect(path, signal);
      if (found) return { kind: 'written', deliverable: { path, ...found } };
      reason = `${path} is not there any more.`;
    } catch (error) {
      if (error instanceof JournalFailure) throw error;
      if (!(error instanceof ToolError)) return unwritten(internalFault(error));
      // Somebody else's file has that name, or nothing may be written there.
      reason = error.message;
    }
  }
  return unwritten(reason);
}

/** Why the results are in no file. */
export const unwritten = (reason: string): Written => ({
  kind: 'failed',
  reason: `The results could not be written: ${reason}`,
});

function lineOf({ items, report }: BatchResult): Record<string, unknown> {
  const { agentId, outcome, summary, reason, deliverables, missing } = report;
  return {
    items: items.map(({ text }) => text),
    agent_id: agentId,
    outcome,
    summary,
    ...(reason === undefined ? {} : { reason }),
    deliverables: deliverables.map(({ path }) => path),
    ...(missing === undefined ? {} : { missing }),
  };
}

/** Names that tell people what it is; where all of them are taken, one that nobody else has. */
function folderNames(label: string, batchId: string): readonly string[] {
  const name = slug(label);
  const plain = Array.from({ length: plainNames }, (_, index) =>
    index === 0 ? name : `${name}-${index + 1}`,
  );
  return [...plain, `${name}-${batchId}`];
}

/** A folder's name from a label; every character that could mean something becomes a dash. */
function slug(label: string): string {
  const plain = label
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
  return (
    plain
      .replace(/^-+|-+$/g, '')
      .slice(0, 40)
      .replace(/-+$/, '') || 'batch'
  );
}
