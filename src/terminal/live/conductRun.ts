import type { Report } from '../../core/agent/report.ts';
import { costText, duration, shortCount, totalTokens } from '../../core/human/amounts.ts';
import type { Ask } from '../../core/human/request.ts';
import { safeLine, safeText } from '../../core/human/safeText.ts';
import type { TimedEvent } from '../../core/journal/agentView.ts';
import { advance, answerOf, type RunView } from '../../core/journal/runView.ts';
import type { Run } from '../../core/run.ts';
import { agentName } from '../agentTitle.ts';
import { askNobody, terminalAsk } from '../asking/terminalAsk.ts';
import { runFilesText } from '../report/runFiles.ts';
import type { Terminal } from '../screen/terminal.ts';
import { plainProgress } from './plainProgress.ts';
import { noProgress, type Progress } from './progress.ts';
import { SteeredTree } from './steeredTree.ts';

/** What a run at a terminal works with. */
export interface ConductParts {
  /** Starts the run, asks with `ask` and hands each journal line to `onLine`. */
  readonly begin: (
    ends: { readonly ask: Ask; readonly onLine: (line: TimedEvent) => void },
    signal: AbortSignal,
  ) => Promise<{ readonly run: Run }>;
  readonly terminal: Terminal;
  /** Prints the journal's lines instead of the answer. */
  readonly json: boolean;
  /** False if stdin was used up, for the task or otherwise. */
  readonly mayAsk: boolean;
  /** What Ctrl+C means while keys are read one by one. */
  readonly interrupt: () => void;
}

/** Does a run and shows it: live on stderr, the answer on stdout. Rejects only if the run cannot begin. */
export async function conductRun(parts: ConductParts, signal: AbortSignal): Promise<Report> {
  const { terminal, json, begin } = parts;
  const progress = chooseProgress(parts);
  let view: RunView | undefined;
  const onLine = (line: TimedEvent) => {
    view = advance(view, line);
    if (json) terminal.out.write(`${JSON.stringify(line)}\n`);
    progress.show(line, view);
  };
  const ask = chooseAsk(parts, progress, (agentId) => agentName(view, agentId));
  try {
    const { run } = await begin({ ask, onLine }, signal);
    progress.steer(run);
    const report = await run.report;
    progress.finish();
    const answer = view ? answerOf(view) : '';
    if (!json && answer !== '') terminal.out.write(`${safeText(answer)}\n`);
    await terminal.out.flushed();
    if (view) terminal.err.write(closing(report, view));
    return report;
  } finally {
    progress.finish();
  }
}

function chooseProgress({ terminal, json, mayAsk, interrupt }: ConductParts): Progress {
  const { screen, paint, err, outIsTerminal, steering } = terminal;
  if (json && outIsTerminal) return noProgress;
  if (!screen) return plainProgress(err.write);
  return new SteeredTree({ screen, paint, interrupt, ...(steering && mayAsk ? { steering } : {}) });
}

function chooseAsk(parts: ConductParts, progress: Progress, nameOf: (agentId: string) => string): Ask {
  const { terminal, mayAsk, interrupt } = parts;
  if (!mayAsk || !terminal.person) return askNobody;
  const { paint, person } = terminal;
  return terminalAsk({ ...person, paint, agentName: nameOf, pause: () => progress.pause(), interrupt });
}

function closing({ outcome, reason }: Report, view: RunView): string {
  const { runId, startedAt, finishedAt, usage, cost } = view;
  const time =
    finishedAt === undefined ? '' : ` in ${duration(Date.parse(finishedAt) - Date.parse(startedAt))}`;
  const why = reason === undefined ? '' : `: ${safeLine(reason)}`;
  const used = `${shortCount(totalTokens(usage))} tokens, ${costText(cost)}`;
  return `${runFilesText(view)}Run ${runId} ${outcome}${time}, ${used}${why}\n`;
}
