import { createInterface } from 'node:readline';
import type { Writable } from 'node:stream';
import { abortable } from '../core/agent/abortable.ts';
import type { Answer, Ask, Request } from '../core/human/request.ts';
import { changeText } from './changeText.ts';
import { type Keyboard, pressedKey } from './keys.ts';
import type { Paint } from './paint.ts';
import { clipToWidth } from './textWidth.ts';

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

async function askNow(request: Request, parts: AskParts, signal: AbortSignal): Promise<Answer> {
  signal.throwIfAborted();
  const resume = parts.pause();
  try {
    const answer = await decide(request, parts, signal);
    parts.output.write(`${parts.paint('dim', outcome(answer))}\n\n`);
    return answer;
  } catch (error) {
    if (signal.aborted) parts.output.write('\nNo longer needed: the agent was stopped.\n\n');
    throw error;
  } finally {
    resume();
  }
}

async function decide(request: Request, parts: AskParts, signal: AbortSignal): Promise<Answer> {
  const { output, interrupt, input } = parts;
  const wasCut = show(request, parts, 'short');
  let canShowAll = wasCut;
  for (;;) {
    output.write(`[a]pprove  [r]eject  reject with [f]eedback${canShowAll ? '  [s]how all' : ''} > `);
    const wanted = canShowAll ? (['a', 'r', 'f', 's'] as const) : (['a', 'r', 'f'] as const);
    const key = await pressedKey(input, { wanted, interrupt }, signal);
    output.write(`${key}\n`);
    if (key === 'a') return { kind: 'approved' };
    if (key === 'r') return { kind: 'rejected' };
    if (key === 'f') return rejection(await readLine('What should be different? ', parts, signal));
    show(request, parts, 'whole');
    canShowAll = false;
  }
}

const shortLines = 200;
const shortWidth = 400;

/** Prints who asks and what for; true if something was left out. */
function show({ agentId, draft }: Request, parts: AskParts, length: 'short' | 'whole'): boolean {
  const { output, paint, agentName } = parts;
  const files = draft.changes.length === 1 ? 'a file' : `${draft.changes.length} files`;
  output.write(`\n${paint('yellow', '?')} ${paint('bold', agentName(agentId))} asks to change ${files}\n`);
  let wasCut = false;
  for (const change of draft.changes) {
    const { heading, diff } = changeText(change, paint);
    const lines = length === 'whole' ? diff : diff.slice(0, shortLines).map((line) => clipped(line));
    const left = diff.length - lines.length;
    wasCut ||= left > 0 || lines.some((line, index) => line !== diff[index]);
    const more = left > 0 ? [paint('dim', `… ${left} more lines of this diff`)] : [];
    output.write(`${[...heading, ...lines, ...more].join('\n')}\n`);
  }
  return wasCut;
}

const clipped = (line: string) =>
  line.length <= shortWidth
    ? line
    : `${clipToWidth(line.slice(0, shortWidth), shortWidth)}… ${line.length - shortWidth} more`;

const rejection = (text: string): Answer => {
  const feedback = text.trim();
  return feedback === '' ? { kind: 'rejected' } : { kind: 'rejected', feedback };
};

function readLine(
  prompt: string,
  { input, output, interrupt }: AskParts,
  signal: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = createInterface({ input, output, terminal: true });
    const onAbort = () => leave(() => reject(signal.reason));
    const leave = (settle: () => void) => {
      signal.removeEventListener('abort', onAbort);
      reader.removeAllListeners('close');
      reader.close();
      settle();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    reader.on('SIGINT', interrupt);
    reader.on('close', () => leave(() => resolve('')));
    reader.question(prompt, (text) => leave(() => resolve(text)));
  });
}

function outcome(answer: Answer): string {
  if (answer.kind === 'approved') return '✓ approved';
  return answer.kind === 'rejected' && answer.feedback !== undefined
    ? '✗ rejected, with feedback'
    : '✗ rejected';
}
