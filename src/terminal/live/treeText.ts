import { costText, duration, shortCount, totalTokens } from '../../core/human/amounts.ts';
import { safeLine } from '../../core/human/safeText.ts';
import type { RunView } from '../../core/journal/runView.ts';
import { noticesOf } from '../notices.ts';
import { fitted } from '../screen/fitted.ts';
import type { Paint } from '../screen/paint.ts';
import { padToWidth, textWidth } from '../screen/textWidth.ts';
import { statusCounts } from './statusWords.ts';
import type { TreeNode } from './treeOrder.ts';
import { type TreeRow, treeRow } from './treeRow.ts';
import { treeRows } from './treeRows.ts';

export interface TreeSpace {
  readonly columns: number;
  readonly rows: number;
  /** The time now, as milliseconds since 1970. */
  readonly now: number;
  readonly paint: Paint;
}

/**
 * A run as lines for a terminal: one for each agent or batch that matters now, and one of totals. None is wider than
 * `columns`.
 */
export function treeText(view: RunView, space: TreeSpace): readonly string[] {
  const notices = noticesOf(view);
  const { rows: nodes, hidden } = treeRows(view, Math.max(1, space.rows - 3 - notices.length));
  const rows = nodes.map((node) => treeRow(node, view, space.now));
  const widths = {
    name: widest(rows.map(({ guide, glyph, name }) => `${guide}${glyph} ${name}`)),
    model: widest(rows.map(({ model }) => model)),
  };
  const columns = {
    name: Math.min(widths.name, space.columns < 100 ? 30 : 44),
    model: Math.min(widths.model, space.columns < 100 ? 22 : 30),
  };
  return [
    ...notices.map((notice) => fitted([{ text: safeLine(notice), colour: 'yellow' }], space)),
    ...rows.map((row) => rowLine(row, columns, space)),
    ...hiddenText(hidden).map((text) => fitted([{ text, colour: 'dim' }], space)),
    fitted([{ text: totals(view, space.now), colour: 'dim' }], space),
  ];
}

function rowLine(
  row: TreeRow,
  columns: { readonly name: number; readonly model: number },
  space: TreeSpace,
): string {
  const glyph = `${row.glyph} `;
  return fitted(
    [
      { text: row.guide, colour: 'dim' },
      { text: glyph, colour: row.colour },
      {
        text: padToWidth(row.name, columns.name - textWidth(row.guide + glyph)),
        colour: row.isIdle ? 'dim' : 'plain',
      },
      { text: `  ${padToWidth(row.model, columns.model)}`, colour: 'dim' },
      { text: `  ${(row.isIdle ? '' : row.elapsed).padStart(7)}`, colour: 'plain' },
      { text: `  ${(row.isIdle ? '' : row.tokens).padStart(6)}  `, colour: 'dim' },
      { text: safeLine(row.activity), colour: row.needsPerson ? 'yellow' : 'plain' },
    ],
    space,
  );
}

function hiddenText(hidden: readonly TreeNode[]): readonly string[] {
  if (hidden.length === 0) return [];
  const agents = hidden.flatMap((node) => (node.kind === 'agent' ? [node.agent] : []));
  const batches = hidden.length - agents.length;
  const parts = [statusCounts(agents), batches === 0 ? '' : batches === 1 ? '1 batch' : `${batches} batches`];
  return [`… ${hidden.length} more: ${parts.filter((part) => part !== '').join(', ')}`];
}

function totals(view: RunView, now: number): string {
  const end = view.finishedAt === undefined ? now : Date.parse(view.finishedAt);
  const used = `${shortCount(totalTokens(view.usage))} tokens · ${costText(view.cost)}`;
  const paused = view.paused ? ` · new agents paused after ${view.paused.failures} failures` : '';
  const stop = view.finishedAt === undefined ? `${paused} · Ctrl+C stops` : '';
  const time = duration(end - Date.parse(view.startedAt));
  return `${statusCounts(view.agents)} · ${used} · ${time}${stop}`;
}

const widest = (texts: readonly string[]) => Math.max(0, ...texts.map(textWidth));
