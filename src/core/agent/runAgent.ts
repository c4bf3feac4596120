import { dollars } from '../human/amounts.ts';
import { cutCall, emptyAnswer, inboundReports, repeatedCall } from '../prompts/notices.ts';
import type { AgentRecord, End } from './agentRecord.ts';
import type { Brief } from './brief.ts';
import { callTools, type ToolBench } from './callTools.ts';
import type { Amount, Price } from './cost.ts';
import { endingOf } from './ending.ts';
import type { Mailbox } from './mailbox.ts';
import type { Message, ToolResult } from './message.ts';
import type { Provider } from './provider.ts';
import { RepeatGuard } from './repeatGuard.ts';
import type { Reply } from './reply.ts';
import type { Report } from './report.ts';
import { sayLastWords, takeTurn } from './turn.ts';

/** Everything one reasoning loop works with. */
export interface AgentParts extends ToolBench {
  readonly brief: Brief;
  readonly instructions: string;
  readonly provider: Provider;
  /** The model's name as the provider's API knows it. */
  readonly model: string;
  readonly record: AgentRecord;
  /** Reports of its children that it has not read yet. */
  readonly inbox: Mailbox;
  /** What the model costs; undefined where that is not known. */
  readonly price: Price | undefined;
  /** What it and everything below it has used, and what is left that nobody else was promised. */
  readonly budget: { readonly used: Amount; remaining(): Amount };
  /** Resolves when the run lets it take a turn; never rejects for the agent's sake. */
  readonly admit: (signal: AbortSignal) => Promise<void>;
  /** Undefined if the event loop has time for its next piece of work, else it resolves when it has. */
  readonly loopTime: () => Promise<void> | undefined;
  /** Aborts when the agent must end at once; its deadline alone leaves it time for a last word. */
  readonly life: AbortSignal;
  /** Waits without its slot and with its clock standing still. */
  readonly pause: <T>(work: () => Promise<T>) => Promise<T>;
}

const maxEmptyAnswers = 2;
const maxRepeats = 5;
const brokenOff = 'The model’s answer broke off without an end. Run the task again.';

/**
 * One agent from its task to its report. It ends in a report whatever happens: when the model is done, at a limit,
 * on a model failure, or when `signal` aborts (whose `Ending` gives the outcome). At a limit or its deadline it may
 * say one last word without tools, knowing what its children have reported. Rejects only if the journal fails.
 */
export async function runAgent(parts: AgentParts, signal: AbortSignal): Promise<Report> {
  const { brief, record, agentId } = parts;
  const messages: Message[] = [{ role: 'user', text: brief.task }];
  const repeats = new RepeatGuard();
  let emptyAnswers = 0;
  const end = (how: End) => record.report({ agentId, label: brief.label }, how);

  for (let turn = 1; ; turn += 1) {
    const limit = signal.aborted ? passedDeadline(signal) : reachedLimit(parts, turn);
    if (limit) {
      await parts.admit(parts.life);
      // Where its work was ended, that of its children was, too, and they report at once.
      if (signal.aborted) await parts.inbox.allIn(parts.life);
      if (!parts.life.aborted) readInbox(parts, messages);
      await sayLastWords(parts, messages, turn, limit);
    }
    if (parts.life.aborted) return end(stopped(parts.life));
    if (limit) return end({ outcome: 'partial', reason: limit });
    if (signal.aborted) return end(stopped(signal));
    if (parts.inbox.expectsMore() && hasPromisedAll(parts)) await waitForReports(parts, signal);
    await parts.admit(signal);
    if (signal.aborted) continue;
    readInbox(parts, messages);
    const reply = await takeTurn(parts, { messages }, turn, signal);
    if (signal.aborted) continue;
    const failure = failureOf(reply.stop);
    if (failure) return end(failure);
    const isEmpty = reply.calls.length === 0 && reply.text.trim() === '';
    // Model APIs refuse a history that holds an empty answer.
    if (!isEmpty) messages.push({ role: 'assistant', text: reply.text, calls: reply.calls });
    emptyAnswers = isEmpty ? emptyAnswers + 1 : 0;

    if (reply.calls.length > 0) {
      const toCall = parts.loopTime();
      if (toCall !== undefined) await toCall;
      const results = await answerCalls(reply, parts, repeats, signal);
      messages.push({ role: 'tool', results });
      const toGoOn = parts.loopTime();
      if (toGoOn !== undefined) await toGoOn;
    } else if (parts.inbox.expectsMore()) {
      await waitForReports(parts, signal);
    } else if (isEmpty) {
      if (emptyAnswers > maxEmptyAnswers) return end(failed('The model kept answering with nothing.'));
      messages.push({ role: 'user', text: emptyAnswer });
    } else {
      return end(reply.stop.reason === 'length' ? cutOff : { outcome: 'completed' });
    }
  }
}

const cutOff: End = { outcome: 'partial', reason: 'The answer was cut off at the model’s output limit.' };

const failed = (reason: string, failure: End['failure'] = 'permanent'): End => ({
  outcome: 'failed',
  reason,
  failure,
});

function stopped(signal: AbortSignal): End {
  const { outcome, message } = endingOf(signal);
  return outcome === 'failed' ? failed(message) : { outcome, reason: message };
}

/** How a reply ends the agent, if it does. */
function failureOf(stop: Reply['stop']): End | undefined {
  switch (stop.reason) {
    case 'aborted':
      return failed(brokenOff, 'transient');
    case 'failed':
      return failed(stop.failure.message, stop.failure.transient ? 'transient' : 'permanent');
    case 'refused':
      return failed(`The model refused: ${stop.message}`, 'refused');
    default:
      return undefined;
  }
}

function passedDeadline(signal: AbortSignal): string | undefined {
  const { outcome, message } = endingOf(signal);
  return outcome === 'partial' ? message : undefined;
}

function reachedLimit({ brief, budget }: AgentParts, turn: number): string | undefined {
  const { turns, tokens, costUsd } = brief.limits;
  const { used } = budget;
  if (turn > turns) return `The limit of ${turns} turns was reached.`;
  if (tokens !== null && used.tokens >= tokens) return `The limit of ${tokens} tokens was reached.`;
  if (costUsd !== null && used.costUsd >= costUsd) return `The limit of ${dollars(costUsd)} was reached.`;
  return undefined;
}

/** Whether all it has left is promised to children: it can go on when one of them gives some back. */
function hasPromisedAll({ brief, budget }: AgentParts): boolean {
  const { tokens, costUsd } = brief.limits;
  const left = budget.remaining();
  return (tokens !== null && left.tokens <= 0) || (costUsd !== null && left.costUsd <= 0);
}

/** Reports that arrived since the last turn become one message, each exactly once. */
function readInbox({ inbox, emit, agentId }: AgentParts, messages: Message[]): void {
  const reports = inbox.take();
  if (reports.length === 0) return;
  const text = inboundReports(reports, inbox.open());
  emit({ type: 'messageReceived', agentId, text, from: reports.map((report) => report.agentId) });
  messages.push({ role: 'user', text });
}

/** Costs nothing, no slot either, until a child reports. */
async function waitForReports(parts: AgentParts, signal: AbortSignal): Promise<void> {
  const { inbox, emit, agentId, pause } = parts;
  if (inbox.hasArrivals()) return;
  emit({ type: 'waitStarted', agentId, on: inbox.open().map((child) => child.agentId) });
  try {
    await pause(() => inbox.arrival(signal));
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  emit({ type: 'waitFinished', agentId });
}

/** A reply cut at the output limit has its calls refused, and so has a call repeated too often; the rest are made. */
function answerCalls(
  reply: Reply,
  parts: AgentParts,
  repeats: RepeatGuard,
  signal: AbortSignal,
): Promise<readonly ToolResult[]> {
  const refusals = new Map<string, string>();
  for (const call of reply.calls) {
    // Waiting once more for the same agents is patience, not a loop.
    const times = call.name === 'wait' ? 1 : repeats.count(call);
    if (reply.stop.reason === 'length') refusals.set(call.id, cutCall);
    else if (times >= maxRepeats) refusals.set(call.id, repeatedCall(times));
  }
  return callTools(reply.calls, { ...parts, refusals }, signal);
}
