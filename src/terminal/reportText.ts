import { duration, fileSize, shortCount, totalTokens } from '../core/human/amounts.ts';
import { modelTitle } from '../core/human/modelTitle.ts';
import { safeLine, safeText } from '../core/human/safeText.ts';
import type { AgentView } from '../core/journal/agentView.ts';
import { answerOf, type RunView } from '../core/journal/runView.ts';
import { changedFilesOf, deliverablesOf } from './runFiles.ts';
import { clipToWidth } from './textWidth.ts';

/** A run as a Markdown report for people. */
export function reportText(view: RunView): string {
  const answer = answerOf(view);
  const reason = view.report?.reason;
  return [
    `# Run ${view.runId}`,
    `**Task:** ${safeText(view.task)}`,
    `**Outcome:** ${view.report?.outcome ?? notFinished}${reason === undefined ? '' : `: ${safeLine(reason)}`}`,
    `**Started:** ${view.startedAt}${lasted(view)}, ${shortCount(totalTokens(view.usage))} tokens`,
    ...section('Answer', answer === '' ? [] : [safeText(answer)]),
    ...section('Deliverables', bullets(deliverablesOf(view).map(fileLine))),
    ...section('Changed files', bullets(changedFilesOf(view).map(safeLine))),
    '## Agents',
    agentTable(view.agents),
  ].join('\n\n');
}

const fileLine = ({ path, bytes }: { path: string; bytes: number }) =>
  `${safeLine(path)} (${fileSize(bytes)})`;

const bullets = (items: readonly string[]) =>
  items.length === 0 ? [] : [items.map((item) => `- ${item}`).join('\n')];

function section(heading: string, body: readonly string[]): readonly string[] {
  return body.length === 0 ? [] : [`## ${heading}`, ...body];
}

function lasted({ startedAt, finishedAt }: { startedAt?: string; finishedAt?: string }): string {
  if (startedAt === undefined || finishedAt === undefined) return '';
  return `, ${duration(Date.parse(finishedAt) - Date.parse(startedAt))}`;
}

const notFinished = 'not finished (interrupted, or still at work)';

function agentTable(agents: readonly AgentView[]): string {
  const rows = agents.map((agent) => {
    const name = `${'– '.repeat(agent.depth)}${cell(agent.brief.label)}`;
    const tokens = shortCount(totalTokens(agent.usage));
    const time = lasted(agent).replace(', ', '') || '–';
    const result = clipToWidth(cell(agent.note ?? agent.summary ?? ''), 120);
    return `| ${name} | ${outcome(agent)} | ${cell(modelTitle(agent.brief.model))} | ${agent.turn} | ${tokens} | ${time} | ${result} |`;
  });
  const head =
    '| Agent | Outcome | Model | Turns | Tokens | Time | Result |\n| --- | --- | --- | ---: | ---: | ---: | --- |';
  return `${head}\n${rows.join('\n')}`;
}

/** An agent without an end may be at work or lost with its program: the journal alone cannot tell. */
const outcome = ({ status, finishedAt }: AgentView) => (finishedAt === undefined ? 'not finished' : status);

const cell = (text: string) => safeLine(text).replaceAll('|', '\\|');
