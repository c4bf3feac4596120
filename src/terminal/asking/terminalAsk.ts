import type { Writable } from 'node:stream';
import { abortable } from '../../core/agent/abortable.ts';
import type { Answer, Ask, Request } from '../../core/human/request.ts';
import type { Paint } from '../screen/paint.ts';
import { type Keyboard, pressedKey } from './keys.ts';
import { typedLine } from './lineInput.ts';
import { type RequestWords, requestWords } from './requestWords.ts';

/** What it takes to ask a person at a terminal. */
export interface AskParts {
  readonly input: Keyboard;
  readonly output: Writable;
  readonly paint: Paint;
  /** The name people know an agent by, safe to print. */
  readonly agentName: (agentId: string) => string;
  /** Stops the live output until the returned function is called. */
  readonly pause: () => () => void;
  /** What Ctrl+C means. */
  readonly interrupt: () => void;
}

/** Where there is nobody to ask, nothing is approved. */
export const askNobody: Ask = async () => ({ kind: 'expired', reason: 'no terminal to ask in' });

/** Asks one request at a time, in the order they came. A request whose agent is stopped leaves the queue. */
export function terminalAsk(parts: AskParts): Ask {
  let last: Promise<unknown> = Promise.resolve();
  return (request, signal) => {
    const before = last;
    const answer = abortable(before, signal).then(() => askNow(request, parts, signal));
    last = before.then(() => answer.catch(() => {}));
    return answer;
  };
}

/** An answer, and what is said of it. */
interface Given {
  readonly answer: Answer;
  readonly said: string;
}

async function askNow(request: Request, parts: AskParts, signal: AbortSignal): Promise<Answer> {
  signal.throwIfAborted();
  const resume = parts.pause();
  try {
    const { answer, said } = await decide(request, parts, signal);
    parts.output.write(`${parts.paint('dim', said)}\n\n`);
    return answer;
  } catch (error) {
    if (signal.aborted) parts.output.write('\nNo longer needed: the agent was stopped.\n\n');
    throw error;
  } finally {
    resume();
  }
}

async function decide(request: Request, parts: AskParts, signal: AbortSignal): Promise<Given> {
  const { output, paint, agentName } = parts;
  const words = requestWords(request.draft);
  const question = words.question(paint('bold', agentName(request.agentId)));
  output.write(`\n${paint('yellow', '?')} ${question}\n`);
  let canShowAll = printDetails(words, 'short', parts);
  for (;;) {
    const key = await pressed(words, canShowAll, parts, signal);
    if (key === words.yes.key) return { answer: { kind: 'approved' }, said: `✓ ${words.yes.done}` };
    if (key === words.no.key) return { answer: { kind: 'rejected' }, said: `✗ ${words.no.done}` };
    if (key === feedbackKey) return withFeedback(words, await typedLine(feedbackPrompt, parts, signal));
    printDetails(words, 'whole', parts);
    canShowAll = false;
  }
}

/** True if something was left out. */
function printDetails(words: RequestWords, length: 'short' | 'whole', { output, paint }: AskParts): boolean {
  const { lines, wasCut } = words.details(paint, length);
  for (const line of lines) output.write(`${line}\n`);
  return wasCut;
}

async function pressed(
  { yes, no, feedback }: RequestWords,
  canShowAll: boolean,
  { input, output, interrupt }: AskParts,
  signal: AbortSignal,
): Promise<string> {
  const choices = [
    yes,
    no,
    ...(feedback === undefined ? [] : [{ key: feedbackKey, text: feedback }]),
    ...(canShowAll ? [{ key: 's', text: '[s]how all' }] : []),
  ];
  output.write(`${choices.map(({ text }) => text).join('  ')} > `);
  const wanted = choices.map(({ key }) => key);
  const key = await pressedKey(input, { wanted, interrupt }, signal);
  output.write(`${key}\n`);
  return key;
}

const feedbackKey = 'f';
const feedbackPrompt = 'What should be different? ';

function withFeedback({ no }: RequestWords, text: string): Given {
  const feedback = text.trim();
  if (feedback === '') return { answer: { kind: 'rejected' }, said: `✗ ${no.done}` };
  return { answer: { kind: 'rejected', feedback }, said: `✗ ${no.done}, with feedback` };
}
