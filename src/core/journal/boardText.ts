import { counted } from '../human/amounts.ts';
import { safeLine } from '../human/safeText.ts';
import type { AgentStatus } from './agentView.ts';
import type { BoardAgent, BoardBatch, BoardEnding, RunBoard } from './runBoard.ts';

const mostRows = 200;

/**
 * What the board says of one run, as Markdown. The words of models stand in code spans on one line each, where nothing
 * in them is a link, a heading, HTML or a table. `updated` is an ISO time.
 */
export function boardText(board: RunBoard, updated: string): string {
  const time = `${updated.slice(0, 10)} ${updated.slice(11, 19)} UTC`;
  const all = rowsOf(board);
  const rows = chosen(all);
  const left = all.filter((row) => !rows.has(row));
  return [
    `## ${quoted(board.task, 120)}`,
    '',
    `${stateOf(board)}. Updated ${time}.`,
    '',
    '| Agent | State | Progress |',
    '| --- | --- | --- |',
    ...[...rows].map((row) => row.line()),
    ...(left.length === 0 ? [] : [`| … and ${left.length} more | ${tally(left)} | |`]),
  ].join('\n');
}

interface Row {
  /** What is at work comes first where not all can be shown. */
  readonly rank: 'working' | 'queued' | 'ended';
  /** Made for the rows that are shown only. */
  line(): string;
}

/** Agents below the one that leads them, a batch as one line, in the order in which they were queued. */
function rowsOf({ agents, batches }: RunBoard): readonly Row[] {
  const children = new Map<string, BoardAgent[]>();
  const members = new Map<string, BoardAgent[]>();
  const batchesOf = new Map<string, BoardBatch[]>();
  for (const agent of agents.values()) {
    if (agent.batchId === undefined) push(children, agent.parentId ?? '', agent);
    else push(members, agent.batchId, agent);
  }
  for (const batch of batches.values()) push(batchesOf, batch.parentId, batch);

  const rows: Row[] = [];
  const visit = (agent: BoardAgent, indent: string) => {
    rows.push(agentRow(agent, indent));
    const inner = `${indent}↳ `;
    for (const batch of batchesOf.get(agent.agentId) ?? [])
      rows.push(batchRow(batch, members.get(batch.batchId) ?? [], inner));
    for (const child of children.get(agent.agentId) ?? []) visit(child, inner);
  };
  for (const parent of children.get('') ?? []) visit(parent, '');
  return rows;
}

function push<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

/** As many rows as the board shows, in their order. */
function chosen(rows: readonly Row[]): ReadonlySet<Row> {
  if (rows.length <= mostRows) return new Set(rows);
  const byRank = (['working', 'queued', 'ended'] as const).flatMap((rank) =>
    rows.filter((row) => row.rank === rank),
  );
  const first = new Set(byRank.slice(0, mostRows));
  return new Set(rows.filter((row) => first.has(row)));
}

function tally(rows: readonly Row[]): string {
  const ranks = (['working', 'queued', 'ended'] as const).map((rank) => ({
    rank,
    count: rows.filter((row) => row.rank === rank).length,
  }));
  return ranks.flatMap(({ rank, count }) => (count === 0 ? [] : [`${count} ${rank}`])).join(', ');
}

const stateWords: Readonly<Record<AgentStatus, string>> = {
  queued: 'queued',
  running: 'running',
  waitingForPerson: 'waits for a person',
  waitingForAgents: 'waits for its agents',
  completed: 'completed',
  partial: 'partial',
  failed: 'failed',
  cancelled: 'cancelled',
};

function agentRow(agent: BoardAgent, indent: string): Row {
  const { status, ending } = agent;
  return {
    rank: ending ? 'ended' : status === 'queued' ? 'queued' : 'working',
    line: () => agentLine(agent, indent),
  };
}

function agentLine({ label, status, note, percent, ending, isReplaced }: BoardAgent, indent: string): string {
  const noted = [note === undefined ? '' : quoted(note, 160), percent === undefined ? '' : `${percent} %`];
  const said = noted.filter((part) => part !== '').join(', ');
  const progress = ending ? endingText(ending) || said : said;
  return `| ${indent}${quoted(label, 60)} | ${stateWords[status]}${isReplaced ? ', tried again' : ''} | ${progress} |`;
}

function batchRow(batch: BoardBatch, members: readonly BoardAgent[], indent: string): Row {
  const { label, items, children, ending } = batch;
  const current = members.filter(({ isReplaced }) => !isReplaced);
  const ended = current.filter((member) => member.ending !== undefined);
  const working = current.filter((member) => !member.ending && member.status !== 'queued').length;
  const failed = ended.filter((member) => member.ending?.outcome === 'failed').length;
  const counts = [
    `${ended.length} of ${counted(children, 'agent')} ended`,
    failed === 0 ? '' : `${failed} failed`,
    working === 0 ? '' : `${working} at work`,
    ending ? endingText(ending) : '',
  ];
  const status = ended.length + working === 0 ? 'queued' : 'running';
  const name = `${indent}${quoted(label, 60)}, batch of ${counted(items, 'item')}`;
  const progress = counts.filter((part) => part !== '').join(', ');
  return {
    rank: ending ? 'ended' : status === 'queued' ? 'queued' : 'working',
    line: () => `| ${name} | ${stateWords[ending?.outcome ?? status]} | ${progress} |`,
  };
}

function stateOf({ ending, agents }: RunBoard): string {
  if (ending) {
    const details = endingText(ending);
    return `Ended: ${stateWords[ending.outcome]}${details === '' ? '' : `, ${details}`}`;
  }
  const children = [...agents.values()].filter(({ depth, isReplaced }) => depth > 0 && !isReplaced);
  const ended = children.filter((child) => child.ending !== undefined).length;
  return `Running: ${ended} of ${counted(children.length, 'agent')} ended`;
}

function endingText({ reason, files, moreFiles, missing }: BoardEnding): string {
  const paths = files.map((path) => quoted(path, 120)).join(', ');
  const rest = moreFiles === 0 ? '' : ` and ${moreFiles} more`;
  const parts = [
    reason === undefined ? '' : quoted(reason, 160),
    paths === '' ? '' : `wrote ${paths}${rest}`,
    missing === 0 ? '' : `${counted(missing, 'file')} missing`,
  ];
  return parts.filter((part) => part !== '').join('; ');
}

/** One line in a code span that nothing in the text can end, nor any cell around it. */
function quoted(text: string, maxLength: number): string {
  const line = safeLine(text).replaceAll('`', "'").replaceAll('|', '¦');
  const short =
    line.length > maxLength ? `${line.slice(0, maxLength).replace(/[\uD800-\uDBFF]$/, '')}…` : line;
  return `\`${short || '–'}\``;
}
