import { z } from 'zod';
import { batchLabel, describeTemplate } from './batchBrief.ts';
import type { DescribedFiles } from './batchReport.ts';
import { batchAnswer, descriptionsFile } from './batchReport.ts';
import { descriptionsIn } from './batchResults.ts';
import type { ChildReport } from './children.ts';
import { childReports, outputFolder, profileArgument } from './children.ts';
import type { Conversation, PastCall } from './conversation.ts';
import { notYetMade, parseJson, resultOf } from './conversation.ts';
import { writeDeliverable } from './deliverable.ts';
import { describeFile } from './describeFile.ts';
import { fileList, listAllFiles } from './fileList.ts';
import { nothingHere } from './parentReport.ts';
import type { PlannedCall, Step } from './step.ts';
import { answer, readFileCall } from './step.ts';
import { atLeast, clip } from './wording.ts';

const mostItems = 30;

const Started = z.looseObject({ batch_id: z.string() });

/** Leads a batch: lists the files, has each described by a child, waits, reads the results and tells what they hold. */
export function batchScript(conversation: Conversation): Step {
  const look = notYetMade(conversation, [listAllFiles]);
  if (look.length > 0) return { text: 'I look at which files there are.', calls: look };
  const list = fileList(conversation);
  if (list.failure !== undefined) {
    return answer(`The files could not be listed, so there is no batch: ${clip(list.failure, 200)}`);
  }
  if (list.project.length === 0) return answer(nothingHere(conversation.task));

  const items = list.project.toSorted().slice(0, mostItems);
  const batch: PlannedCall = {
    name: 'spawn_batch',
    input: {
      items,
      task: describeTemplate,
      label: batchLabel,
      ...profileArgument(conversation, 'spawn_batch', 'explorer'),
    },
  };
  const started = resultOf(conversation, batch);
  if (started === undefined) return { text: splitText(conversation, items), calls: [batch] };
  const batchId = started.isError ? undefined : parseJson(started.text, Started)?.batch_id;
  if (batchId === undefined) return describeAll(conversation, items, clip(started.text, 200));
  return joinBatch(conversation, items, batchId);
}

function splitText(conversation: Conversation, items: readonly string[]): string {
  const { project, isComplete } = fileList(conversation);
  const files = `${atLeast(project.length, isComplete)} ${project.length === 1 ? 'file' : 'files'}`;
  const taken = items.length < project.length ? ` I take the first ${items.length} by path.` : '';
  return `I found ${files}.${taken} Each gets the same small task, so I start one batch: a child for each file.`;
}

/** Waits for the batch, reads what it wrote, and answers. */
function joinBatch(conversation: Conversation, items: readonly string[], batchId: string): Step {
  const wait: PlannedCall = { name: 'wait', input: { agent_ids: [batchId], mode: 'all' } };
  const waits = notYetMade(conversation, [wait]);
  if (waits.length > 0)
    return { text: 'They are at work. I wait for the report of the batch.', calls: waits };
  const report = childReports(resultOf(conversation, wait), conversation.inbox).get(batchId);
  const path = report?.deliverables[0];
  const read = path === undefined ? undefined : readFileCall(path);
  const reads = read === undefined ? [] : notYetMade(conversation, [read]);
  if (reads.length > 0) return { text: 'I read the results before I rely on them.', calls: reads };

  const results = read === undefined ? undefined : resultOf(conversation, read);
  const files = descriptionsIn(results?.isError === false ? results.text : '', items);
  const problem = problemWith(report, results);
  return answer(
    batchAnswer(conversation.task, {
      list: fileList(conversation),
      files,
      by: { kind: 'batch', summary: report?.summary },
      path,
      problem,
    }),
  );
}

function problemWith(report: ChildReport | undefined, results: PastCall | undefined): string | undefined {
  if (report === undefined) return 'the batch has not reported';
  if (results?.isError === false) return undefined;
  return results?.text ?? report.reason ?? 'there was no file with results to read';
}

/** What no batch could be started for is done here: reads the files, writes the lines down, and answers. */
function describeAll(conversation: Conversation, items: readonly string[], denial: string): Step {
  const reads = notYetMade(conversation, items.map(readFileCall));
  if (reads.length > 0) return { text: 'There is no batch, so I read the files myself.', calls: reads };
  const described: DescribedFiles = items.map((path) => ({
    path,
    line: describeFile(path, resultOf(conversation, readFileCall(path))),
  }));
  const path = `${outputFolder(conversation)}/files.md`;
  const writing = writeDeliverable(conversation, {
    path,
    content: descriptionsFile(described),
    text: 'I write the lines down.',
  });
  if (writing.kind === 'step') return writing.step;
  return answer(
    batchAnswer(conversation.task, {
      list: fileList(conversation),
      files: described,
      by: { kind: 'parent', denial },
      path: writing.kind === 'written' ? path : undefined,
      problem: writing.kind === 'written' ? undefined : writing.reason,
    }),
  );
}
