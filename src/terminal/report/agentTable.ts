import { noCost, sumOf } from '../../core/agent/cost.ts';
import { costText, duration, shortCount, totalTokens } from '../../core/human/amounts.ts';
import { modelTitle } from '../../core/human/modelTitle.ts';
import type { AgentView } from '../../core/journal/agentView.ts';
import type { RunView } from '../../core/journal/runView.ts';
import { agentTitle } from '../agentTitle.ts';
import { batchText, countBatch } from '../batchCounts.ts';
import { missingText } from '../live/activity.ts';
import { type BatchNode, type TreeNode, treeOrder } from '../live/treeOrder.ts';
import { clipToWidth } from '../screen/textWidth.ts';
import { cell } from './markdown.ts';

/**
 * The agents of a run as a Markdown table, in the order of the tree. A batch is one row; of its agents only those stand
 * below it that did not do all of their work.
 */
export function agentTable(view: RunView): string {
  const nodes = treeOrder(view, ({ status }) => status !== 'completed');
  const rows = nodes.map((node) => `| ${row(node).join(' | ')} |`);
  return [
    '| Agent | Outcome | Model | Turns | Tokens | Cost | Time | Result |',
    '| --- | --- | --- | ---: | ---: | ---: | ---: | --- |',
    ...rows,
  ].join('\n');
}

function row(node: TreeNode): readonly string[] {
  const indent = '– '.repeat(node.depth);
  if (node.kind === 'batch') return batchRow(node, indent);
  const { agent } = node;
  return [
    `${indent}${cell(agentTitle(agent))}`,
    outcome(agent),
    cell(modelTitle(agent.brief.model)),
    `${agent.turn}`,
    shortCount(totalTokens(agent.usage)),
    costText(agent.cost),
    lasted(agent),
    result(agent),
  ];
}

function batchRow({ batch, agents }: BatchNode, indent: string): readonly string[] {
  const [first] = agents;
  return [
    `${indent}${cell(`batch ${batch.label}`)}`,
    batch.report?.outcome ?? 'not finished',
    first ? cell(modelTitle(first.brief.model)) : '–',
    `${agents.reduce((sum, { turn }) => sum + turn, 0)}`,
    shortCount(agents.reduce((sum, { usage }) => sum + totalTokens(usage), 0)),
    costText(agents.reduce((sum, { cost }) => sumOf(sum, cost), noCost)),
    '–',
    batchText(batch, countBatch(agents)),
  ];
}

function result({ note, summary, missing }: AgentView): string {
  const lost = missingText(missing);
  const said = clipToWidth(cell(note ?? summary ?? ''), 120);
  return [said, cell(lost)].filter((part) => part !== '').join(' · ');
}

function lasted({ startedAt, finishedAt }: AgentView): string {
  if (startedAt === undefined || finishedAt === undefined) return '–';
  return duration(Date.parse(finishedAt) - Date.parse(startedAt));
}

/** An agent without an end may be at work or lost with its program: the journal alone cannot tell. */
const outcome = ({ status, finishedAt }: AgentView) => (finishedAt === undefined ? 'not finished' : status);
