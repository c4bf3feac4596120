import * as vscode from 'vscode';
import { counted } from '../../core/human/amounts.ts';
import type { BatchView } from '../../core/journal/runView.ts';
import { visible } from '../visible.ts';
import { type AtWork, awayIcon, awayWords } from './atWork.ts';
import { countFacts } from './runAmounts.ts';
import type { AgentCounts } from './runIndex.ts';
import { statusIcon, statusWords } from './statusWords.ts';

/** A batch as one row that opens closed: its label, `340/1000 done · 5 working · 2 failed`. */
export function batchItem(batch: BatchView, counts: AgentCounts, atWork: AtWork): vscode.TreeItem {
  const label = visible(batch.label);
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Collapsed);
  const facts = batchFacts(batch, counts, atWork);
  const agents = counted(batch.children, 'agent');
  item.description = facts.join(' · ');
  item.tooltip = [
    label,
    `Batch of ${counted(batch.items, 'item')} for ${agents}`,
    countFacts(counts).join(' · '),
    batch.report?.reason === undefined ? '' : visible(batch.report.reason),
  ]
    .filter((line) => line !== '')
    .join('\n');
  item.iconPath = batchIcon(batch, counts, atWork);
  item.contextValue = atWork === 'here' && !batch.report ? 'liveBatch' : 'batch';
  item.accessibilityInformation = { label: `Batch: ${label}, ${facts.join(', ')}` };
  return item;
}

function batchFacts({ items, children, report }: BatchView, counts: AgentCounts, atWork: AtWork) {
  const isAway = atWork !== 'here' && !report;
  const now = isAway ? { ...counts, waiting: 0, working: 0 } : counts;
  return [
    isAway ? awayWords(atWork) : '',
    report && report.outcome !== 'completed' ? statusWords[report.outcome] : '',
    `${counts.done}/${children} done`,
    ...countFacts({ ...now, queued: 0, done: 0 }),
    items === children ? '' : counted(items, 'item'),
  ].filter((fact) => fact !== '');
}

function batchIcon({ report }: BatchView, counts: AgentCounts, atWork: AtWork): vscode.ThemeIcon {
  if (report) return statusIcon(report.outcome);
  if (atWork !== 'here') return awayIcon(atWork);
  if (counts.waiting > 0) return statusIcon('waitingForPerson');
  return statusIcon(counts.working > 0 ? 'running' : 'queued');
}
