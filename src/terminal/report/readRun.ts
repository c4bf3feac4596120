import { safeLine } from '../../core/human/safeText.ts';
import type { JournalLine } from '../../core/journal/event.ts';
import { foldRun } from '../../core/journal/runView.ts';
import type { ReadCommand } from '../arguments/arguments.ts';
import { exitCode } from '../exitCode.ts';
import { logText } from './logText.ts';
import { reportText } from './reportText.ts';

/** The journals of one workspace, as the disk room reads them. */
export interface Journals {
  /** The newest first. */
  list(): readonly { readonly runId: string; readonly path: string }[];
  read(path: string): Promise<{
    readonly lines: readonly JournalLine[];
    readonly problems: readonly { readonly seq: number; readonly reason: string }[];
  }>;
  verify(
    path: string,
  ): Promise<
    | { readonly kind: 'intact'; readonly lines: number }
    | { readonly kind: 'broken'; readonly seq: number; readonly reason: string }
  >;
}

/** What to print on each stream, and the code to exit with. */
export interface Printed {
  readonly out: string;
  readonly err: string;
  readonly code: number;
}

/** Answers `logs`, `report` and `verify` from the journal alone. */
export async function readRun({ kind, runId }: ReadCommand, journals: Journals): Promise<Printed> {
  const runs = journals.list();
  const run = runId === undefined ? runs[0] : runs.find((candidate) => candidate.runId === runId);
  if (!run)
    return {
      out: '',
      err: `${noRun(runId, runs)}\n`,
      code: runId === undefined ? exitCode.failed : exitCode.usage,
    };
  if (kind === 'verify') return verification(run, journals);
  const { lines, problems } = await journals.read(run.path);
  const err = problems
    .map(({ seq, reason }) => `Line ${seq} of the journal: ${safeLine(reason)}.\n`)
    .join('');
  if (kind === 'logs') return { out: `${[...logText(lines)].join('\n')}\n`, err, code: exitCode.ok };
  const view = foldRun(lines);
  if (!view) return failed(noStart(run.runId));
  return { out: `${reportText(view, lines)}\n`, err, code: exitCode.ok };
}

async function verification(
  run: { readonly runId: string; readonly path: string },
  journals: Journals,
): Promise<Printed> {
  const found = await journals.verify(run.path);
  if (found.kind === 'intact') {
    return {
      out: `Run ${run.runId}: all ${found.lines} lines are as they were written.\n`,
      err: '',
      code: exitCode.ok,
    };
  }
  return failed(`Run ${run.runId}: line ${found.seq} is not as it was written: ${safeLine(found.reason)}.`);
}

/** Says that a run has a journal which does not tell of it. */
export function noStart(runId: string): string {
  return `The journal of ${runId} holds no start of a run. Try: muster verify ${runId}`;
}

/** Says that there is no such run, and which there are. */
export function noRun(runId: string | undefined, runs: readonly { readonly runId: string }[]): string {
  if (runs.length === 0) return 'No run is recorded for this folder. Start one: muster run "<task>"';
  const names = runs.slice(0, 10).map((run) => `  ${run.runId}`);
  return `There is no run ${runId}. The newest are:\n${names.join('\n')}`;
}

function failed(message: string): Printed {
  return { out: '', err: `${message}\n`, code: exitCode.failed };
}
