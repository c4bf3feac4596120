import type { Conversation } from './conversation.ts';
import { notYetMade, resultOf } from './conversation.ts';
import { writeDeliverable } from './deliverable.ts';
import type { DocumentationFindings } from './documentationReport.ts';
import { documentationReport } from './documentationReport.ts';
import type { Document, ReviewedLink } from './documentReview.ts';
import { readmeAmong, reviewDocuments } from './documentReview.ts';
import { fileList, isProjectFile, listAllFiles } from './fileList.ts';
import { proposalOutcome, proposeLayout } from './layoutProposal.ts';
import { noting } from './progressNote.ts';
import type { PlannedCall, Step } from './step.ts';
import { answer, readFileCall } from './step.ts';
import { readFileText, readGlobText } from './toolText.ts';
import { atLeast, clip, count } from './wording.ts';

const listDocuments: PlannedCall = { name: 'glob', input: { pattern: '**/*.md', limit: 2000 } };
const maxDocuments = 15;
const maxDoubts = 20;

/** Reads the documents, checks their links and what they leave out, writes that down, and proposes one edit. */
export function documentationScript(conversation: Conversation, deliverable: string): Step {
  const look = notYetMade(conversation, [listAllFiles, listDocuments]);
  if (look.length > 0)
    return { text: 'I list the documents and the files they could speak of.', calls: look };
  const list = fileList(conversation);
  const listing = resultOf(conversation, listDocuments);
  if (list.failure !== undefined || listing === undefined || listing.isError) {
    const reason = list.failure ?? listing?.text ?? 'there was no glob tool';
    return answer(`The documents could not be listed, so there is no review: ${clip(reason, 200)}`);
  }

  const { paths, isComplete } = readGlobText(listing.text);
  const chosen = readingOrder(paths.filter(isProjectFile));
  const reads = notYetMade(conversation, chosen.slice(0, maxDocuments).map(readFileCall));
  if (reads.length > 0) {
    const note = `Reading ${count(reads.length, 'document')} for links and gaps`;
    return noting(
      conversation,
      { note, percent: 30 },
      { text: `I read ${count(reads.length, 'document')}.`, calls: reads },
    );
  }

  const documents = chosen.slice(0, maxDocuments).flatMap((path) => readDocument(conversation, path) ?? []);
  const review = reviewDocuments(documents, list);
  const doubtful = [...new Set(review.unlisted.map((link) => link.path))].slice(0, maxDoubts);
  const checks = notYetMade(conversation, doubtful.map(readFileCall));
  if (checks.length > 0) {
    const text = `No listing shows ${count(checks.length, 'link target')}. I try to open each before I call a link broken.`;
    return { text, calls: checks };
  }

  const findings: DocumentationFindings = {
    ...review,
    documents,
    readme: readmeAmong(chosen),
    documentCount: chosen.length,
    brokenLinks: review.unlisted.filter((link) => verdictOn(conversation, link) === 'broken'),
    uncheckedLinks:
      review.outsideLinks +
      review.unlisted.filter((link) => verdictOn(conversation, link) === 'unknown').length,
    list: { ...list, isComplete: list.isComplete && isComplete },
  };
  return finish(conversation, findings, deliverable);
}

/** Writes the report, asks for the edit, and tells how both ended. */
function finish(conversation: Conversation, findings: DocumentationFindings, deliverable: string): Step {
  const { documents, list, brokenLinks, documentCount } = findings;
  const proposal = proposeLayout(documents, list, conversation.offered);
  const writing = writeDeliverable(conversation, {
    path: deliverable,
    content: documentationReport(findings, proposal, deliverable),
    text: `${count(brokenLinks.length, 'broken link')} in ${count(documents.length, 'document')}. I write the review.`,
  });
  if (writing.kind === 'step') {
    const note = `Found ${count(brokenLinks.length, 'broken link')} in ${count(documents.length, 'document')}`;
    return noting(conversation, { note, percent: 70 }, writing.step);
  }
  const calls = proposal.kind === 'edit' ? notYetMade(conversation, [proposal.call]) : [];
  if (calls.length > 0 && proposal.kind === 'edit') {
    return { text: `I propose a project layout section for ${proposal.path}; a person decides.`, calls };
  }
  const place =
    writing.kind === 'written'
      ? `The review is in ${deliverable}.`
      : `It could not be written: ${writing.reason}`;
  const read = `Read ${documents.length} of ${atLeast(documentCount, list.isComplete)} documents`;
  const broken = `found ${count(brokenLinks.length, 'broken link')}`;
  return answer(`${read} and ${broken}. ${place} ${proposalOutcome(conversation, proposal)}`);
}

/** The README first, then the documents nearest to the root. */
function readingOrder(paths: readonly string[]): string[] {
  const readme = readmeAmong(paths);
  const depth = (path: string) => (path === readme ? 0 : path.split('/').length);
  return paths.toSorted((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1));
}

function readDocument(conversation: Conversation, path: string): Document | undefined {
  const result = resultOf(conversation, readFileCall(path));
  return result === undefined || result.isError ? undefined : { path, ...readFileText(result.text) };
}

/** A target that no listing shows may still be there: ignored by git, a folder without listed files, or not to be read. */
function verdictOn(conversation: Conversation, link: ReviewedLink): 'broken' | 'fine' | 'unknown' {
  const result = resultOf(conversation, readFileCall(link.path));
  if (result === undefined) return 'unknown';
  if (!result.isError) return 'fine';
  if (/does not exist|a part of it is a file/.test(result.text)) return 'broken';
  return /is a folder|is binary|is UTF-16|not valid UTF-8/.test(result.text) ? 'fine' : 'unknown';
}
