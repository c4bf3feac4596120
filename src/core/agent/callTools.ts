import type { Answered } from '../human/askPerson.ts';
import type { RequestDraft } from '../human/request.ts';
import type { Emit } from '../journal/event.ts';
import type { Clock } from '../ports.ts';
import { unexpectedFailure } from '../prompts/notices.ts';
import { deniedByPolicy, nobodyAnswered, rejectedByPerson, stillStale } from '../prompts/refusals.ts';
import { Grace } from './abortable.ts';
import { parseArguments, targetOf } from './arguments.ts';
import { cut } from './cut.ts';
import type { Image, ToolCall, ToolResult } from './message.ts';
import { type Overtaken, type Plan, type Tool, ToolError } from './tool.ts';

export interface ToolBench {
  readonly agentId: string;
  readonly tools: readonly Tool[];
  readonly emit: Emit;
  readonly clock: Clock;
  /** Decides by rule or by a person; rejects only when the signal aborts. */
  readonly askPerson: (question: Question, signal: AbortSignal) => Promise<Answered>;
}

/** One reply's calls as they are judged together. */
interface Together {
  readonly together: readonly ToolCall[];
  readonly grace: Grace;
}

export interface Refusals {
  /** Calls that must not be made, by id, with what the model is told instead. */
  readonly refusals: ReadonlyMap<string, string>;
}

export interface Question {
  readonly draft: RequestDraft;
  readonly callId: string;
  /** No rule may answer it: a person judged its last form, and expects to see this one. */
  readonly mustBeSeen: boolean;
}

interface Finished {
  readonly outcome: 'ok' | 'error' | 'denied' | 'rejected';
  readonly text: string;
  readonly images?: readonly Image[];
}

const maxStaleRounds = 10;
const abandonAfterMs = 1000;
const callsInOneGo = 100;
const oneGoMs = 12;
const maxResultLength = 400_000;

/**
 * Makes the calls of one reply: permission is asked in order, allowed calls run together, results come back in
 * the order asked. A tool that throws becomes an error the model reads; this rejects only if the journal fails.
 */
export async function callTools(
  calls: readonly ToolCall[],
  parts: ToolBench & Refusals,
  signal: AbortSignal,
): Promise<readonly ToolResult[]> {
  const grace = new Grace(parts.clock, abandonAfterMs, signal);
  const together = calls.filter(({ id }) => !parts.refusals.has(id));
  const bench = { ...parts, together, grace };
  const running: Promise<ToolResult>[] = [];
  let since = parts.clock.now();
  try {
    for (const [index, call] of calls.entries()) {
      const isLong = (index > 0 && index % callsInOneGo === 0) || parts.clock.now() - since > oneGoMs;
      if (isLong && !signal.aborted) {
        await breath();
        since = parts.clock.now();
      }
      const { finished } = await startCall(call, bench, signal);
      const result = finished.then((done) => recordResult(call, done, bench));
      // Looked at only after the last call has started, which may be long after this one failed.
      result.catch(() => {});
      running.push(result);
    }
  } finally {
    await Promise.allSettled(running);
    grace.release();
  }
  return Promise.all(running);
}

/** Resolves when the next call may be looked at: at once for an allowed call, after its effect for an asked one. */
async function startCall(
  call: ToolCall,
  bench: ToolBench & Refusals & Together,
  signal: AbortSignal,
): Promise<{ readonly finished: Promise<Finished> }> {
  const target = targetOf(call.argumentsJson);
  bench.emit({
    type: 'toolStarted',
    agentId: bench.agentId,
    callId: call.id,
    tool: call.name,
    ...(target === undefined ? {} : { target }),
  });
  const refusal = bench.refusals.get(call.id);
  if (refusal !== undefined) return { finished: Promise.resolve({ outcome: 'denied', text: refusal }) };
  const planned = await settle(() => plan(call, bench, 'no', signal), bench, signal);
  if ('outcome' in planned) return { finished: Promise.resolve(planned) };
  const finished = settle(() => attempt(call, planned, bench, signal), bench, signal);
  if (planned.kind !== 'allow') await finished;
  return { finished };
}

/** Lets timers, people and other agents have their turn: a reply may hold a thousand calls. */
const breath = () => new Promise<void>((resolve) => setImmediate(resolve));

const cancelled: Finished = { outcome: 'error', text: 'Cancelled.' };

function plan(
  call: ToolCall,
  bench: ToolBench & Together,
  overtaken: Overtaken,
  signal: AbortSignal,
): Promise<Plan> {
  const tool = bench.tools.find((candidate) => candidate.spec.name === call.name);
  if (!tool) {
    const names = bench.tools.map((candidate) => candidate.spec.name).join(', ');
    throw new ToolError(`There is no tool ${JSON.stringify(call.name)} here. You have: ${names}.`);
  }
  return tool.prepare(
    parseArguments(call.argumentsJson),
    { callId: call.id, overtaken, together: bench.together },
    signal,
  );
}

/** Carries a plan out. When the world moved since it was prepared, it is prepared, and asked, again. */
async function attempt(
  call: ToolCall,
  first: Plan,
  bench: ToolBench & Together,
  signal: AbortSignal,
): Promise<Finished> {
  let planned = first;
  let overtaken: Overtaken = 'no';
  for (let round = 0; round < maxStaleRounds; round += 1) {
    const done = await carryOut(planned, { call, overtaken }, bench, signal);
    if ('outcome' in done) return done;
    overtaken = done.overtaken;
    planned = await plan(call, bench, overtaken, signal);
  }
  return { outcome: 'error', text: stillStale };
}

async function carryOut(
  planned: Plan,
  { call, overtaken: before }: { readonly call: ToolCall; readonly overtaken: Overtaken },
  bench: ToolBench,
  signal: AbortSignal,
): Promise<Finished | { readonly overtaken: Overtaken }> {
  // What a person once judged is judged by a person again, whatever the place has become meanwhile.
  const mustBeSeen = before === 'asked';
  if (mustBeSeen && planned.kind === 'allow') return { outcome: 'error', text: stillStale };
  if (planned.kind === 'deny') return { outcome: 'denied', text: deniedByPolicy(planned.reason) };
  signal.throwIfAborted();
  let overtaken: Overtaken = 'unasked';
  if (planned.kind === 'ask') {
    const { answer, by } = await bench.askPerson(
      { draft: planned.draft, callId: call.id, mustBeSeen },
      signal,
    );
    if (by === 'person') overtaken = 'asked';
    if (answer.kind === 'rejected') return { outcome: 'rejected', text: rejectedByPerson(answer.feedback) };
    if (answer.kind === 'expired') return { outcome: 'denied', text: nobodyAnswered(answer.reason) };
  }
  signal.throwIfAborted();
  const outcome = await planned.run(signal);
  if (outcome.kind === 'stale') return { overtaken };
  const { text, images } = outcome;
  return { outcome: 'ok', text, ...(images === undefined ? {} : { images }) };
}

/** Turns what a tool throws into a result. Work that ignores an abort is abandoned; what still comes is dropped. */
async function settle<T>(
  work: () => Promise<T>,
  bench: Together,
  signal: AbortSignal,
): Promise<T | Finished> {
  if (signal.aborted) return cancelled;
  try {
    return await bench.grace.during(Promise.resolve().then(work));
  } catch (error) {
    if (signal.aborted) return cancelled;
    if (error instanceof ToolError) return { outcome: 'error', text: error.message };
    return { outcome: 'error', text: unexpectedFailure };
  }
}

function recordResult(call: ToolCall, done: Finished, bench: ToolBench): ToolResult {
  const text = cut(done.text, maxResultLength);
  const { agentId } = bench;
  bench.emit({
    type: 'toolFinished',
    agentId,
    callId: call.id,
    tool: call.name,
    outcome: done.outcome,
    text,
  });
  const { images } = done;
  return {
    callId: call.id,
    text,
    isError: done.outcome !== 'ok',
    ...(images === undefined ? {} : { images }),
  };
}
