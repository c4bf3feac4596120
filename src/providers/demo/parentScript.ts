import type { ChildReport, Part } from './children.ts';
import { childReports, outputFolder, partsOf } from './children.ts';
import type { Conversation, PastCall } from './conversation.ts';
import { callsAfter, notYetMade, resultOf } from './conversation.ts';
import { writeDeliverable } from './deliverable.ts';
import { figuresIn } from './figures.ts';
import { fileList, isProjectFile, listAllFiles, topFolders } from './fileList.ts';
import type { PartResult } from './parentReport.ts';
import { finalAnswer, nothingHere, summaryFile } from './parentReport.ts';
import { withoutNotes } from './progressNote.ts';
import type { PlannedCall, Step } from './step.ts';
import { answer, readFileCall } from './step.ts';
import { isLockFile, markerPattern } from './todoScript.ts';
import { readFileText, readGrepCounts } from './toolText.ts';
import { atLeast, count } from './wording.ts';

const countMarkers: PlannedCall = {
  name: 'grep',
  input: { pattern: markerPattern, case_sensitive: true, mode: 'count', limit: 1000 },
};

/** Leads a run: looks, gives each part to a child, waits, reads what they delivered, and sums it up. */
export function parentScript(conversation: Conversation): Step {
  const look = notYetMade(conversation, [listAllFiles, countMarkers]);
  if (look.length > 0) {
    return {
      text: 'I look at the workspace first: which files there are, and how many lines are marked as unfinished.',
      calls: look,
    };
  }
  const list = fileList(conversation);
  if (list.failure === undefined && list.project.length === 0) return answer(nothingHere(conversation.task));

  const parts = partsOf(conversation, (call) => resultOf(conversation, call));
  const spawns = notYetMade(
    conversation,
    parts.map((part) => part.spawn),
  );
  if (spawns.length > 0) return { text: splitText(conversation), calls: spawns };

  const ownStep = ownWork(conversation, parts);
  if (ownStep !== undefined) return ownStep;
  const wait = waitFor(parts);
  const waits = notYetMade(conversation, wait);
  if (waits.length > 0) {
    return { text: 'They are at work. I wait for all of their reports.', calls: waits };
  }

  const waited = wait.map((call) => resultOf(conversation, call)).find((call) => call !== undefined);
  const reports = childReports(waited, conversation.inbox);
  const later = callsAfter(conversation, (call) => isDelivery(call, parts));
  const delivered = parts.filter((part) => wasDelivered(conversation, part, reports));
  const reads = notYetMade(
    later,
    delivered.map((part) => readFileCall(part.deliverable)),
  );
  if (reads.length > 0) return { text: 'I check what was delivered before I rely on it.', calls: reads };

  const results = parts.map((part) => resultOfPart({ conversation, later, waited, reports }, part));
  return sumUp(conversation, results);
}

function sumUp(conversation: Conversation, results: readonly PartResult[]): Step {
  const path = `${outputFolder(conversation)}/summary.md`;
  const writing = writeDeliverable(conversation, {
    path,
    content: summaryFile(conversation.task, results, path),
    text: 'The reports are checked. I write the summary.',
  });
  if (writing.kind === 'step') return writing.step;
  const summary = writing.kind === 'written' ? { path } : { problem: writing.reason };
  return answer(finalAnswer(conversation.task, results, summary));
}

function splitText(conversation: Conversation): string {
  const { project, isComplete, failure } = fileList(conversation);
  if (failure !== undefined)
    return 'I could not list the files. I give the three parts to children all the same.';
  const counted = resultOf(conversation, countMarkers);
  const { counts, isComplete: isCounted } = readGrepCounts(counted?.isError === false ? counted.text : '');
  const marked = [...counts].filter(([path]) => isProjectFile(path) && !isLockFile(path));
  const lines = marked.reduce((sum, [, n]) => sum + n, 0);
  const files = `${atLeast(project.length, isComplete)} ${project.length === 1 ? 'file' : 'files'}`;
  const markers =
    counted?.isError === false
      ? ` and ${atLeast(lines, isCounted)} marked ${lines === 1 ? 'line' : 'lines'}`
      : '';
  const folders = count(topFolders(project).size, 'top-level folder');
  return `There are ${files} in ${folders}${markers}. The task falls into three independent parts, so I give each to a child: a code map, the open TODOs, and a review of the documentation.`;
}

/** What could not be given to a child is done here, one part after the other; undefined when none is left. */
function ownWork(conversation: Conversation, parts: readonly Part[]): Step | undefined {
  for (const { assignment, deliverable, denial } of parts) {
    if (denial === undefined) continue;
    const step = withoutNotes(assignment.script(conversation, deliverable));
    if (step.calls.length > 0) {
      return { ...step, text: `No child for “${assignment.label}”, so I do it myself. ${step.text}` };
    }
  }
  return undefined;
}

function waitFor(parts: readonly Part[]): PlannedCall[] {
  const ids = parts.flatMap((part) => part.agentId ?? []);
  return ids.length === 0 ? [] : [{ name: 'wait', input: { agent_ids: ids, mode: 'all' } }];
}

/** True for calls after which a deliverable may read differently than before. */
function isDelivery(call: PlannedCall, parts: readonly Part[]): boolean {
  return (
    call.name === 'wait' ||
    (call.name === 'write_file' && parts.some((part) => part.deliverable === call.input.path))
  );
}

/** True when the part's report is where it belongs, newly written or found to be the same as before. */
function wasDelivered(conversation: Conversation, part: Part, reports: Map<string, ChildReport>): boolean {
  const { assignment, deliverable, agentId } = part;
  const report = agentId === undefined ? undefined : reports.get(agentId);
  if (report?.deliverables.includes(deliverable)) return true;
  const summary = agentId === undefined ? assignment.script(conversation, deliverable).text : report?.summary;
  return summary?.includes(`is in ${deliverable}.`) === true;
}

interface Returned {
  readonly conversation: Conversation;
  /** Only the calls after the last delivery. */
  readonly later: Conversation;
  readonly waited: PastCall | undefined;
  readonly reports: Map<string, ChildReport>;
}

function resultOfPart({ conversation, later, waited, reports }: Returned, part: Part): PartResult {
  const { assignment, deliverable, agentId } = part;
  const read = resultOf(later, readFileCall(deliverable));
  const text = read === undefined || read.isError ? undefined : readFileText(read.text).text;
  const own = agentId === undefined ? assignment.script(conversation, deliverable).text : undefined;
  const report = agentId === undefined ? undefined : reports.get(agentId);
  const problem = read?.isError === true ? read.text : (own ?? (report ? undefined : waitProblem(waited)));
  return {
    part,
    report,
    ownSummary: own,
    figures: text === undefined ? [] : figuresIn(text),
    isDelivered: text !== undefined,
    problem,
  };
}

function waitProblem(waited: PastCall | undefined): string {
  if (waited === undefined) return 'there was no wait tool';
  return waited.isError ? `the wait failed: ${waited.text}` : 'the child has not reported';
}
