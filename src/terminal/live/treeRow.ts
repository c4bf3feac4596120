import { duration, shortCount, totalTokens } from '../../core/human/amounts.ts';
import { modelTitle } from '../../core/human/modelTitle.ts';
import { safeLine } from '../../core/human/safeText.ts';
import type { AgentView } from '../../core/journal/agentView.ts';
import type { RunView } from '../../core/journal/runView.ts';
import { agentTitle } from '../agentTitle.ts';
import { batchText, countBatch } from '../batchCounts.ts';
import type { Colour } from '../screen/paint.ts';
import { activity, missingText } from './activity.ts';
import { statusWords } from './statusWords.ts';
import type { BatchNode, TreeNode } from './treeOrder.ts';

/** What one row of the tree says, column by column. */
export interface TreeRow {
  readonly guide: string;
  readonly glyph: string;
  readonly colour: Colour;
  readonly name: string;
  readonly model: string;
  readonly elapsed: string;
  readonly tokens: string;
  readonly activity: string;
  /** Nothing to measure yet. */
  readonly isIdle: boolean;
  readonly needsPerson: boolean;
}

/** The row of an agent, or of a batch with the sums of its agents. */
export function treeRow(node: TreeNode, view: RunView, now: number): TreeRow {
  if (node.kind === 'batch') return batchRow(node, now);
  const { agent, guide } = node;
  const { glyph, colour } = statusWords[agent.status];
  return {
    ...{ guide, glyph, colour },
    name: agentTitle(agent),
    model: modelTitle(agent.brief.model),
    elapsed: elapsed([agent], agent.finishedAt !== undefined, now),
    tokens: tokens([agent]),
    activity: activity(agent, view),
    isIdle: agent.status === 'queued',
    needsPerson: agent.status === 'waitingForPerson',
  };
}

function batchRow({ batch, agents, guide }: BatchNode, now: number): TreeRow {
  const counts = countBatch(agents);
  const { glyph, colour } = statusWords[batch.report?.outcome ?? 'running'];
  const [first] = agents;
  const lost = missingText(batch.report?.missing ?? []);
  return {
    ...{ guide, glyph, colour },
    name: safeLine(`batch ${batch.label}`),
    model: first ? modelTitle(first.brief.model) : '',
    elapsed: elapsed(agents, batch.report !== undefined, now),
    tokens: tokens(agents),
    activity: `${batchText(batch, counts)}${lost === '' ? '' : ` · ${lost}`}`,
    isIdle: agents.length === 0,
    needsPerson: counts.waitingForPerson > 0,
  };
}

/** From the first start to the last end, or to `now` while there is more to come. */
function elapsed(agents: readonly AgentView[], isOver: boolean, now: number): string {
  const starts = agents.flatMap(({ startedAt }) => (startedAt === undefined ? [] : [Date.parse(startedAt)]));
  const ends = agents.flatMap(({ finishedAt }) => (finishedAt === undefined ? [] : [Date.parse(finishedAt)]));
  return starts.length === 0 ? '' : duration((isOver ? latest(ends) : now) - earliest(starts));
}

const earliest = (times: readonly number[]) => times.reduce((a, b) => Math.min(a, b));
const latest = (times: readonly number[]) => times.reduce((a, b) => Math.max(a, b), 0);

const tokens = (agents: readonly AgentView[]) =>
  shortCount(agents.reduce((sum, { usage }) => sum + totalTokens(usage), 0));
