import { counted, fileSize, shortCount, totalTokens } from '../core/human/amounts.ts';
import { modelTitle } from '../core/human/modelTitle.ts';
import type { Answer, Request } from '../core/human/request.ts';
import { safeLine } from '../core/human/safeText.ts';
import type { Event } from '../core/journal/event.ts';
import type { RunView } from '../core/journal/runView.ts';
import { clipToWidth } from './textWidth.ts';

/** The name people know an agent by, safe to print. */
export function agentName(view: RunView | undefined, agentId: string): string {
  return safeLine(view?.agents.find((agent) => agent.agentId === agentId)?.brief.label ?? agentId);
}

/** One fact in words, on one line, without the name of its agent. Safe to print. */
export function eventText(event: Event, view: RunView | undefined): string {
  return clipToWidth(safeLine(sentence(event, view).slice(0, 2000)), 300);
}

function sentence(event: Event, view: RunView | undefined): string {
  switch (event.type) {
    case 'runStarted':
      return `run started: ${event.task}`;
    case 'agentQueued':
      return `queued (${modelTitle(event.brief.model)}): ${event.brief.task}`;
    case 'agentStarted':
      return 'started';
    case 'messageReceived':
      return `received ${counted(event.from.length, 'report')}`;
    case 'turnStarted':
      return `turn ${event.turn}`;
    case 'modelRetried':
      return `retry ${event.attempt} in ${(event.delayMs / 1000).toFixed(1)} s: ${event.reason}`;
    case 'modelReplied':
      return modelReply(event);
    case 'toolStarted':
      return `${event.tool}${event.target === undefined ? '' : ` ${event.target}`}`;
    case 'toolFinished':
      return event.outcome === 'ok' ? `${event.tool}: ok` : `${event.tool}: ${event.outcome}: ${event.text}`;
    case 'requestRaised':
      return `asks to change ${changedPaths(event.request)}`;
    case 'requestAnswered':
      return answerText(event.answer, event.by);
    case 'spawnDenied':
      return `may not spawn "${event.label}": ${event.reason}`;
    case 'spawningPaused':
      return `new agents are paused: ${event.failures} in a row failed (${event.reason})`;
    case 'spawningResumed':
      return 'new agents may start again';
    case 'waitStarted':
      return `waits for ${event.on.map((id) => agentName(view, id)).join(', ')}`;
    case 'waitFinished':
      return 'goes on';
    case 'fileChanging':
      return `is about to ${event.after === null ? 'delete' : 'write'} ${event.path}`;
    case 'fileChanged':
      return fileText(event);
    case 'fileChangeFailed':
      return `could not change ${event.path}: ${event.reason}`;
    case 'agentRetried':
      return `starts over: ${event.reason}`;
    case 'cancelRequested':
      return event.by === 'person' ? 'is to be cancelled' : 'is to be cancelled by its parent';
    case 'agentFinished':
    case 'runFinished':
      return ended(event);
  }
}

function modelReply(event: Extract<Event, { type: 'modelReplied' }>): string {
  if (event.failure) return `the model failed: ${event.failure.message}`;
  const calls = event.calls.length === 0 ? '' : ` [${event.calls.map(({ name }) => name).join(', ')}]`;
  return `replied (${shortCount(totalTokens(event.usage))} tokens, ${event.stop})${calls}: ${event.text}`;
}

const changedPaths = (request: Request) => request.draft.changes.map(({ path }) => path).join(', ');

function answerText(answer: Answer, by: 'person' | 'policy' | 'host'): string {
  const who = by === 'policy' ? ' by --approve' : '';
  if (answer.kind === 'approved') return `change approved${who}`;
  if (answer.kind === 'expired') return `change not approved: ${answer.reason}`;
  return answer.feedback === undefined ? 'change rejected' : `change rejected: ${answer.feedback}`;
}

function fileText(event: Extract<Event, { type: 'fileChanged' }>): string {
  if (event.after === null) return `deleted ${event.path}`;
  return `${event.deliverable ? 'wrote' : 'changed'} ${event.path} (${fileSize(event.bytes)})`;
}

function ended({ type, report }: Extract<Event, { report: unknown }>): string {
  const files =
    report.deliverables.length === 0 ? '' : ` with ${counted(report.deliverables.length, 'file')}`;
  const reason = report.reason === undefined ? '' : `: ${report.reason}`;
  return `${type === 'runFinished' ? 'run ' : ''}${report.outcome}${files}${reason}`;
}
