import { counted } from '../../core/human/amounts.ts';
import { safeLine } from '../../core/human/safeText.ts';
import type { RunView } from '../../core/journal/runView.ts';
import { agentName } from '../agentTitle.ts';
import { treeRow } from '../live/treeRow.ts';
import type { TreeSpace } from '../live/treeText.ts';
import { fitted } from '../screen/fitted.ts';
import { clipToWidth, padToWidth, textWidth } from '../screen/textWidth.ts';
import { type Choice, chosen } from './choice.ts';
import { agentsBelow, nodesOf, targetsOf } from './targets.ts';

/** The choice as lines for a terminal: at most half of it, and none wider than `columns`. */
export function choiceText(choice: Choice, view: RunView, space: TreeSpace): readonly string[] {
  const { verb, ids, at } = choice;
  if (choice.isAsked) return askedText(choice, view, space);
  const most = Math.max(1, Math.min(9, Math.floor(space.rows / 2) - 3));
  const first = Math.max(0, Math.min(at - Math.floor(most / 2), ids.length - most));
  const shown = ids.slice(first, first + most);
  const left = ids.length - shown.length;
  const place = left === 0 ? '' : ` (${first + 1} to ${first + shown.length} of ${ids.length})`;
  return [
    fitted(
      [{ text: `${verb === 'cancel' ? 'Cancel' : 'Retry'} which agent?${place}`, colour: 'bold' }],
      space,
    ),
    ...entries(choice, { first, shown }, view, space),
    fitted([{ text: 'number or ↑ ↓ choose · Enter takes it · Esc goes back', colour: 'dim' }], space),
  ];
}

function entries(
  { verb, at }: Choice,
  { first, shown }: { readonly first: number; readonly shown: readonly string[] },
  view: RunView,
  space: TreeSpace,
): readonly string[] {
  const open = new Set(targetsOf(verb, view));
  const nodes = nodesOf(view, shown);
  const digits = `${first + shown.length}`.length;
  const rows = shown.flatMap((id, index) => {
    const node = nodes.get(id);
    return node ? [{ id, place: first + index, row: treeRow(node, view, space.now) }] : [];
  });
  const width = Math.min(44, Math.max(0, ...rows.map(({ row }) => textWidth(row.name))));
  return rows.map(({ id, place, row }) => {
    const isChosen = place === at;
    const isOpen = open.has(id);
    return fitted(
      [
        {
          text: `${isChosen ? '›' : ' '} ${`${place + 1}`.padStart(digits)}  `,
          colour: isChosen ? 'cyan' : 'dim',
        },
        { text: `${row.glyph} `, colour: row.colour },
        { text: padToWidth(row.name, width), colour: isOpen ? (isChosen ? 'bold' : 'plain') : 'dim' },
        { text: `  ${(row.isIdle ? '' : row.elapsed).padStart(7)}  `, colour: 'dim' },
        { text: safeLine(row.activity), colour: 'dim' },
      ],
      space,
    );
  });
}

function askedText(choice: Choice, view: RunView, space: TreeSpace): readonly string[] {
  const id = chosen(choice);
  const whom = withThoseBelow(id, view, space.columns - 1 - textWidth('Cancel ?…'));
  const text = `Cancel ${whom}? What was written stays.`;
  return [
    fitted([{ text, colour: 'yellow' }], space),
    fitted([{ text: '[y]es  [n]o', colour: 'plain' }], space),
  ];
}

/** `Code map and the 2 agents below it`: in few columns the name is cut, and not how many go with it. */
export function withThoseBelow(id: string, view: RunView, columns = Number.POSITIVE_INFINITY): string {
  const below = agentsBelow(view, id).length;
  const more = below === 0 ? '' : ` and the ${below === 1 ? 'agent' : counted(below, 'agent')} below it`;
  return `${clipToWidth(agentName(view, id), Math.max(leastOfName, columns - textWidth(more)))}${more}`;
}

const leastOfName = 8;
