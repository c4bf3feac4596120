import { costText, duration, fileSize, shortCount, totalTokens } from '../../core/human/amounts.ts';
import { safeLine, safeText } from '../../core/human/safeText.ts';
import type { TimedEvent } from '../../core/journal/agentView.ts';
import type { AgentOfRun } from '../../core/journal/event.ts';
import { answerOf, type RunView } from '../../core/journal/runView.ts';
import { noticesOf } from '../notices.ts';
import { agentTable } from './agentTable.ts';
import { foldAllowed } from './allowed.ts';
import { allowedText } from './allowedText.ts';
import { bullets, section } from './markdown.ts';
import {
  changedFilesOf,
  deliverablesOf,
  missingFilesOf,
  missingFileText,
  revertedFilesOf,
} from './runFiles.ts';

/** A run as a Markdown report for people: what it answered, what it left, and what it was allowed. */
export function reportText(view: RunView, lines: Iterable<Pick<TimedEvent, 'event'>>): string {
  const answer = answerOf(view);
  const reason = view.report?.reason;
  const used = `${shortCount(totalTokens(view.usage))} tokens, ${costText(view.cost)}`;
  return [
    `# Run ${view.runId}`,
    `**Task:** ${safeText(view.task)}`,
    ...(view.retryOf ? [`**Again:** ${againLine(view.retryOf, view)}`] : []),
    `**Outcome:** ${view.report?.outcome ?? notFinished}${reason === undefined ? '' : `: ${safeLine(reason)}`}`,
    `**Started:** ${view.startedAt}${lasted(view)}, ${used}`,
    ...noticesOf(view).map((notice) => `**Note:** ${safeLine(notice)}`),
    ...section('Answer', answer === '' ? [] : [safeText(answer)]),
    ...section('Deliverables', bullets(deliverablesOf(view).map(fileLine))),
    ...section('Missing', bullets(missingFilesOf(view).map(missingFileText))),
    ...section('Changed files', bullets(changedFilesOf(view).map(safeLine))),
    ...section('Reverted', bullets(revertedFilesOf(view).map(safeLine))),
    '## Agents',
    agentTable(view),
    ...allowedText(foldAllowed(lines), view),
  ].join('\n\n');
}

const fileLine = ({ path, bytes }: { path: string; bytes: number }) =>
  `${safeLine(path)} (${fileSize(bytes)})`;

function lasted({ startedAt, finishedAt }: RunView): string {
  if (finishedAt === undefined) return '';
  return `, ${duration(Date.parse(finishedAt) - Date.parse(startedAt))}`;
}

/** Whose work the run does again: `Code map of run 20261121-093000-1f0c9a2b (agent …)`. */
function againLine({ runId, agentId }: AgentOfRun, { agents: [first] }: RunView): string {
  return safeLine(`${first?.brief.label ?? 'an agent'} of run ${runId} (agent ${agentId})`);
}

const notFinished = 'not finished (interrupted, or still at work)';
