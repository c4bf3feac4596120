import { safeLine } from '../../core/human/safeText.ts';
import type { JournalLine } from '../../core/journal/event.ts';
import { advance, type RunView } from '../../core/journal/runView.ts';
import type { ReadCommand } from '../arguments/arguments.ts';
import { exitCode } from '../exitCode.ts';
import type { Output } from '../screen/output.ts';
import { tellsAllowed } from './allowed.ts';
import { logText } from './logText.ts';
import { reportText } from './reportText.ts';

/** The journals of one workspace, as the disk room reads them: however long one is, only a piece is held at a time. */
export interface Journals {
  /** The newest first. */
  list(): readonly StoredRun[];
  pieces(path: string, signal: AbortSignal): AsyncIterable<Piece>;
  verify(
    path: string,
    signal: AbortSignal,
  ): Promise<
    | { readonly kind: 'intact'; readonly lines: number }
    | { readonly kind: 'broken'; readonly seq: number; readonly reason: string }
  >;
}

interface StoredRun {
  readonly runId: string;
  readonly path: string;
}

interface Piece {
  readonly lines: readonly JournalLine[];
  readonly problems: readonly { readonly seq: number; readonly reason: string }[];
}

/** Where the answer goes, and what is wrong with a journal. */
export interface Printing {
  readonly out: Output;
  readonly err: Output;
}

/**
 * Answers `logs`, `report` and `verify` from the journal alone, and resolves with the code to exit with. Rejects with
 * the reason of `signal` when that aborts, and if the journal cannot be read.
 */
export async function readRun(
  { kind, runId }: ReadCommand,
  journals: Journals,
  printing: Printing,
  signal: AbortSignal,
): Promise<number> {
  const runs = journals.list();
  const run = runId === undefined ? runs[0] : runs.find((candidate) => candidate.runId === runId);
  if (!run) {
    printing.err.write(`${noRun(runId, runs)}\n`);
    return runId === undefined ? exitCode.failed : exitCode.usage;
  }
  if (kind === 'verify') return verify(run, journals, printing, signal);
  const pieces = told(journals.pieces(run.path, signal), printing.err);
  return kind === 'logs' ? printLog(pieces, printing) : printReport(run, pieces, printing);
}

async function printLog(pieces: AsyncIterable<Piece>, { out }: Printing): Promise<number> {
  const text = logText();
  for await (const { lines } of pieces) {
    out.write(lines.map((line) => `${text(line)}\n`).join(''));
    await out.flushed();
  }
  return exitCode.ok;
}

async function printReport(
  { runId }: StoredRun,
  pieces: AsyncIterable<Piece>,
  { out, err }: Printing,
): Promise<number> {
  let view: RunView | undefined;
  const allowed: JournalLine[] = [];
  for await (const { lines } of pieces) {
    for (const line of lines) view = advance(view, line);
    allowed.push(...lines.filter(({ event }) => tellsAllowed(event)));
  }
  if (view) out.write(`${reportText(view, allowed)}\n`);
  else err.write(`${noStart(runId)}\n`);
  return view ? exitCode.ok : exitCode.failed;
}

/** The pieces, while what is wrong with them is told. */
async function* told(pieces: AsyncIterable<Piece>, err: Output): AsyncGenerator<Piece> {
  for await (const piece of pieces) {
    for (const { seq, reason } of piece.problems)
      err.write(`Line ${seq} of the journal: ${safeLine(reason)}.\n`);
    yield piece;
  }
}

async function verify(
  { runId, path }: StoredRun,
  journals: Journals,
  { out, err }: Printing,
  signal: AbortSignal,
): Promise<number> {
  const found = await journals.verify(path, signal);
  if (found.kind === 'intact') {
    out.write(`Run ${runId}: all ${found.lines} lines are as they were written.\n`);
    return exitCode.ok;
  }
  err.write(`Run ${runId}: line ${found.seq} is not as it was written: ${safeLine(found.reason)}.\n`);
  return exitCode.failed;
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
