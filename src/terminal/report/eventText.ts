import { counted, dollars, fileSize, shortCount, totalTokens } from '../../core/human/amounts.ts';
import { modelTitle } from '../../core/human/modelTitle.ts';
import { safeLine } from '../../core/human/safeText.ts';
import type { Event } from '../../core/journal/event.ts';
import type { RunView } from '../../core/journal/runView.ts';
import { agentName, progressText } from '../agentTitle.ts';
import { requestWords } from '../asking/requestWords.ts';
import { brokenLayoutText } from '../layoutText.ts';
import { unwrittenBoardText } from '../notices.ts';
import { clipToWidth } from '../screen/textWidth.ts';

/** The run with a fact in it, and as it was before: only there stands what a person is answering. */
export interface Moment {
  readonly view: RunView | undefined;
  readonly before: RunView | undefined;
}

/** One fact in words, on one line, without the name of its agent. Safe to print. */
export function eventText(event: Event, moment: Moment): string {
  return clipToWidth(safeLine(sentence(event, moment).slice(0, 2000)), 300);
}

function sentence(event: Event, { view, before }: Moment): string {
  switch (event.type) {
    case 'runStarted':
      return `run started${event.retryOf ? `, again after run ${event.retryOf.runId}` : ''}: ${event.task}`;
    case 'agentQueued':
      return queued(event);
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
      return requestWords(event.request.draft).asks;
    case 'requestAnswered':
      return answerText(event, before);
    case 'progressNoted':
      return progressText(event);
    case 'batchStarted':
      return `starts batch ${event.label}: ${counted(event.items, 'item')}, ${counted(event.children, 'agent')}`;
    case 'batchFinished':
      return `batch ${event.report.label} ${ended(event)}`;
    case 'limitRaised':
      return `a person raised the run's limit to ${limitAmount(event)}`;
    case 'agentHeld':
      return "waits for a word on the run's budget";
    case 'boardUpdated':
      return `progress board written to ${event.path}`;
    case 'boardFailed':
      return unwrittenBoardText(event.reason);
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
    case 'layoutRead':
      return layoutText(event);
    case 'revertStarted':
      return 'a person takes changes back';
    case 'fileRestoring':
      return `is about to restore ${event.path}`;
    case 'fileRestored':
      return event.after === null ? `removed ${event.path} again` : `restored ${event.path}`;
    case 'fileRestoreFailed':
      return `could not restore ${event.path}: ${event.reason}`;
    case 'commitSettled':
      return `an interrupted change was ${event.as === 'left' ? 'left as it is' : event.as}`;
    case 'agentRetried':
      return `starts over: ${event.reason}`;
    case 'cancelRequested':
      return event.by === 'person' ? 'is to be cancelled' : 'is to be cancelled by its parent';
    case 'agentFinished':
      return ended(event);
    case 'runFinished':
      return `run ${ended(event)}`;
  }
}

type EventOf<Type extends Event['type']> = Extract<Event, { type: Type }>;

function queued({ brief }: EventOf<'agentQueued'>): string {
  const profile = brief.profile ? `, profile ${brief.profile.name}` : '';
  return `queued (${modelTitle(brief.model)}${profile}): ${brief.task}`;
}

function modelReply({ failure, usage, costUsd, stop, calls, text }: EventOf<'modelReplied'>): string {
  if (failure) return `the model failed: ${failure.message}`;
  const cost = costUsd === undefined ? '' : `, ${dollars(costUsd)}`;
  const called = calls.length === 0 ? '' : ` [${calls.map(({ name }) => name).join(', ')}]`;
  return `replied (${shortCount(totalTokens(usage))} tokens${cost}, ${stop})${called}: ${text}`;
}

function answerText({ requestId, answer, by }: EventOf<'requestAnswered'>, before: RunView | undefined) {
  const asked = before?.pending.find(({ request }) => request.requestId === requestId);
  const said = asked ? requestWords(asked.request.draft).outcomes[answer.kind] : answer.kind;
  if (answer.kind === 'approved') return by === 'policy' ? `${said} by --approve` : said;
  const why = answer.kind === 'expired' ? answer.reason : answer.feedback;
  return why === undefined ? said : `${said}: ${why}`;
}

/** `30 children`, `40M tokens`, `$10.00` */
function limitAmount({ what, limit }: Pick<EventOf<'limitRaised'>, 'what' | 'limit'>): string {
  if (what === 'costUsd') return dollars(limit);
  return what === 'tokens' ? `${shortCount(limit)} tokens` : `${limit} children`;
}

function fileText(event: EventOf<'fileChanged'>): string {
  if (event.after === null) return `deleted ${event.path}`;
  return `${event.deliverable ? 'wrote' : 'changed'} ${event.path} (${fileSize(event.bytes)})`;
}

function layoutText({ files }: EventOf<'layoutRead'>): string {
  const problems = files.flatMap(({ path, problem }) => (problem ? [{ path, ...problem }] : []));
  const read = files.map(({ path }) => path).join(', ');
  return (
    brokenLayoutText(problems) ??
    (read === '' ? 'no WORKSPACE.md: the usual layout holds' : `layout read from ${read}`)
  );
}

function ended({ report }: { readonly report: EventOf<'agentFinished'>['report'] }): string {
  const { outcome, deliverables, missing = [], reason } = report;
  const files = deliverables.length === 0 ? '' : ` with ${counted(deliverables.length, 'file')}`;
  const lost = missing.length === 0 ? '' : `, missing: ${missing.join(', ')}`;
  return `${outcome}${files}${lost}${reason === undefined ? '' : `: ${reason}`}`;
}
