import { counted, dollars, shortCount } from '../../core/human/amounts.ts';
import type { ApprovalMode } from '../../core/human/approvalRules.ts';
import { safeLine } from '../../core/human/safeText.ts';
import type { RunLimits } from '../../core/journal/event.ts';
import type { RunView } from '../../core/journal/runView.ts';
import { agentName } from '../agentTitle.ts';
import { requestWords } from '../asking/requestWords.ts';
import { clipToWidth } from '../screen/textWidth.ts';
import type { Allowed, Refused } from './allowed.ts';
import { bullets, section } from './markdown.ts';

/** What a run was allowed, what it was not, and which profiles it used, as sections of a Markdown report. */
export function allowedText(allowed: Allowed, view: RunView): readonly string[] {
  const { approval, limits, refused, deniedSpawns } = allowed;
  const limitLines = limits ? limitTexts(limits, view.limits, allowed) : [];
  return [
    ...section('Allowed', bullets([`Approval: ${approvalText(approval)}`, ...limitLines])),
    ...section('Not approved', bullets(grouped(refused.map((one) => refusedText(one, view))))),
    ...section(
      'Refused spawns',
      bullets(
        grouped(
          deniedSpawns.map(({ agentId, label, reason }) => {
            return `${agentName(view, agentId)}: "${safeLine(label)}": ${safeLine(reason)}`;
          }),
        ),
      ),
    ),
    ...section('Profiles', bullets(profileTexts(view, allowed.trusted))),
  ];
}

function approvalText(mode: ApprovalMode | undefined): string {
  return mode === undefined ? 'not recorded' : `${mode} (${approvalMeanings[mode]})`;
}

const approvalMeanings: Readonly<Record<ApprovalMode, string>> = {
  ask: 'a person is asked before a change outside the open areas',
  none: 'no change outside the open areas',
  edits: 'changes to unprotected files need no question',
  all: 'changes to unprotected files and many agents at once need no question',
};

/** Each limit as it was at the end, with how it came to be so. */
function limitTexts(start: RunLimits, end: RunLimits, { raised, approval }: Allowed): readonly string[] {
  const granted = (what: Allowed['raised'][number]['what'], format: (n: number) => string) => {
    const steps = raised.filter((one) => one.what === what).map(({ limit }) => format(limit));
    const before = start[what];
    if (steps.length === 0 || before === null) return '';
    return ` (${[format(before), ...steps].join(' → ')}, granted by a person)`;
  };
  const tokens = (n: number) => `${shortCount(n)} tokens`;
  const children = (n: number) => (n === 1 ? '1 child' : `${n} children`);
  const needsNone = start.askFanOutFrom === null || approval === 'all';
  const atOnce = needsNone ? 'without' : `from ${start.askFanOutFrom} with`;
  return [
    `Children: at most ${end.children}${granted('children', children)}, ${end.concurrency} at work at once, ${counted(end.depth, 'level')} deep`,
    `Many children at once: ${atOnce} a question to a person`,
    `Tokens of the run: ${end.tokens === null ? 'no limit' : shortCount(end.tokens)}${granted('tokens', tokens)}`,
    `Cost of the run: ${end.costUsd === null ? 'no limit' : dollars(end.costUsd)}${granted('costUsd', dollars)}`,
  ];
}

function refusedText({ agentId, draft, answer }: Refused, view: RunView): string {
  const { asks, outcomes } = requestWords(draft);
  const why = answer.kind === 'expired' ? answer.reason : 'feedback' in answer ? answer.feedback : undefined;
  const words = `${agentName(view, agentId)} ${asks}: ${outcomes[answer.kind]}`;
  return clipToWidth(safeLine(why === undefined ? words : `${words}: ${why}`), 400);
}

function profileTexts({ agents }: RunView, trusted: readonly string[]): readonly string[] {
  const counts = new Map<string, number>(trusted.map((name) => [name, 0]));
  for (const { brief } of agents) {
    if (brief.profile) counts.set(brief.profile.name, (counts.get(brief.profile.name) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => {
    const note = trusted.includes(name) ? ', trusted by a person during this run' : '';
    return `${safeLine(name)} (${counted(count, 'agent')}${note})`;
  });
}

const mostItems = 50;

/** Equal texts once, with how often; the rest of a long list as a number. */
function grouped(texts: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  const all = [...counts].map(([text, count]) => (count === 1 ? text : `${text} (${count} times)`));
  const left = all.length - mostItems;
  return left > 0 ? [...all.slice(0, mostItems), `and ${left} more`] : all;
}
