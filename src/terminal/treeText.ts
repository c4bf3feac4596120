import { duration, shortCount, totalTokens } from '../core/human/amounts.ts';
import { modelTitle } from '../core/human/modelTitle.ts';
import { safeLine } from '../core/human/safeText.ts';
import type { AgentStatus, AgentView } from '../core/journal/agentView.ts';
import type { RunView } from '../core/journal/runView.ts';
import type { Colour, Paint } from './paint.ts';
import { clipToWidth, padToWidth, textWidth } from './textWidth.ts';
import { treeRows } from './treeRows.ts';

export interface TreeSpace {
  readonly columns: number;
  readonly rows: number;
  /** The time now, as milliseconds since 1970. */
  readonly now: number;
  readonly paint: Paint;
}

/** A run as lines for a terminal: one for each agent that matters now, and one of totals. None is wider than `columns`. */
export function treeText(view: RunView, space: TreeSpace): readonly string[] {
  const { rows, hidden } = treeRows(view, Math.max(1, space.rows - 3));
  const widths = {
    name: widest(
      rows.map(({ agent, guide }) => `${guide}${glyphs[agent.status]} ${safeLine(agent.brief.label)}`),
    ),
    model: widest(rows.map(({ agent }) => modelTitle(agent.brief.model))),
  };
  const columns = {
    name: Math.min(widths.name, space.columns < 100 ? 30 : 44),
    model: Math.min(widths.model, space.columns < 100 ? 22 : 30),
  };
  const more = hidden.length === 0 ? [] : [`… ${hidden.length} more: ${statusCounts(hidden)}`];
  return [
    ...rows.map(({ agent, guide }) => agentLine(agent, guide, columns, space)),
    ...more.map((text) => fitted([{ text, colour: 'dim' }], space)),
    fitted([{ text: totals(view, space.now), colour: 'dim' }], space),
  ];
}

interface Segment {
  readonly text: string;
  readonly colour: Colour;
}

function agentLine(
  agent: AgentView,
  guide: string,
  columns: { readonly name: number; readonly model: number },
  space: TreeSpace,
): string {
  const glyph = `${glyphs[agent.status]} `;
  const label = padToWidth(safeLine(agent.brief.label), columns.name - textWidth(guide + glyph));
  const isQueued = agent.status === 'queued';
  return fitted(
    [
      { text: guide, colour: 'dim' },
      { text: glyph, colour: colours[agent.status] },
      { text: label, colour: isQueued ? 'dim' : 'plain' },
      { text: `  ${padToWidth(modelTitle(agent.brief.model), columns.model)}`, colour: 'dim' },
      { text: `  ${(isQueued ? '' : elapsed(agent, space.now)).padStart(7)}`, colour: 'plain' },
      { text: `  ${(isQueued ? '' : shortCount(totalTokens(agent.usage))).padStart(6)}  `, colour: 'dim' },
      { text: safeLine(activity(agent)), colour: agent.status === 'waitingForPerson' ? 'yellow' : 'plain' },
    ],
    space,
  );
}

/** Cuts at the last column but one, so that no terminal wraps the line. */
function fitted(segments: readonly Segment[], { columns, paint }: TreeSpace): string {
  let room = columns - 1;
  let line = '';
  for (const { text, colour } of segments) {
    if (room <= 0) break;
    const clipped = clipToWidth(text, room);
    room -= textWidth(clipped);
    line += paint(colour, clipped);
  }
  return line.trimEnd();
}

function activity(agent: AgentView): string {
  const [call, ...others] = agent.activeCalls;
  if (agent.status === 'waitingForPerson') return 'asks for your approval';
  if (agent.note !== undefined) return agent.note;
  if (agent.status === 'waitingForAgents') return 'waits for its children';
  if (agent.status === 'queued') return 'queued';
  if (agent.status === 'completed') return agent.deliverables.map(({ path }) => path).join(', ');
  if (agent.status !== 'running') return agent.status;
  if (!call) return 'thinks';
  const target = call.target === undefined ? '' : ` ${call.target}`;
  return `${call.tool}${target}${others.length > 0 ? ` (+${others.length})` : ''}`;
}

function elapsed({ startedAt, finishedAt }: AgentView, now: number): string {
  if (startedAt === undefined) return '';
  return duration((finishedAt === undefined ? now : Date.parse(finishedAt)) - Date.parse(startedAt));
}

function totals(view: RunView, now: number): string {
  const end = view.finishedAt === undefined ? now : Date.parse(view.finishedAt);
  const tokens = `${shortCount(totalTokens(view.usage))} tokens`;
  const paused = view.paused ? ` · new agents paused after ${view.paused.failures} failures` : '';
  const stop = view.finishedAt === undefined ? `${paused} · Ctrl+C stops` : '';
  const time = duration(end - Date.parse(view.startedAt));
  return `${statusCounts(view.agents)} · ${tokens} · ${time}${stop}`;
}

/** `2 working, 1 queued`: only what there is, always in the same order. */
export function statusCounts(agents: readonly AgentView[]): string {
  const counted = Object.entries(words).map(([status, word]) => {
    return { count: agents.filter((agent) => agent.status === status).length, word };
  });
  return counted.flatMap(({ count, word }) => (count === 0 ? [] : [`${count} ${word}`])).join(', ');
}

const widest = (texts: readonly string[]) => Math.max(0, ...texts.map(textWidth));

const glyphs: Readonly<Record<AgentStatus, string>> = {
  queued: '◦',
  running: '●',
  waitingForPerson: '?',
  waitingForAgents: '◌',
  completed: '✓',
  partial: '◐',
  failed: '✗',
  cancelled: '⊘',
};

const colours: Readonly<Record<AgentStatus, Colour>> = {
  queued: 'dim',
  running: 'cyan',
  waitingForPerson: 'yellow',
  waitingForAgents: 'cyan',
  completed: 'green',
  partial: 'yellow',
  failed: 'red',
  cancelled: 'dim',
};

const words: Readonly<Record<AgentStatus, string>> = {
  waitingForPerson: 'waiting for you',
  running: 'working',
  waitingForAgents: 'waiting for children',
  queued: 'queued',
  completed: 'completed',
  partial: 'partial',
  failed: 'failed',
  cancelled: 'cancelled',
};
