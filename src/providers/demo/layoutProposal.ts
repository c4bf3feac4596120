import type { Conversation } from './conversation.ts';
import { resultOf } from './conversation.ts';
import type { Document } from './documentReview.ts';
import { missingSections, readmeAmong } from './documentReview.ts';
import type { FileList } from './fileList.ts';
import { topFolders } from './fileList.ts';
import { inlineCode } from './markdown.ts';
import { outlineOf } from './markdownOutline.ts';
import { feedbackIn, isRejection } from './refusal.ts';
import type { PlannedCall } from './step.ts';
import { clip, count } from './wording.ts';

/** An edit for a person to decide on, or why none is proposed. */
export type LayoutProposal =
  | { readonly kind: 'edit'; readonly path: string; readonly call: PlannedCall }
  | { readonly kind: 'none'; readonly reason: string };

/** A sentence with this beginning tells what became of the proposal; it ends the child's report. */
export const proposalMark = 'Proposed change:';

/** The edit that adds a section on the real top-level folders to the README, or else to the first document. */
export function proposeLayout(
  documents: readonly Document[],
  list: FileList,
  offered: Conversation['offered'],
): LayoutProposal {
  const paths = documents.map((document) => document.path);
  const target = documents.find(({ path }) => path === (readmeAmong(paths) ?? paths[0]));
  const folders = topFolders(list.project);
  if (target === undefined) return none('no Markdown document was read');
  const { path, text } = target;
  const { headings } = outlineOf(text);
  if (!missingSections(headings).includes('project layout'))
    return none(`${path} already has such a section`);
  if (folders.size === 0) return none('there are no folders to describe');
  if (!list.isComplete) return none('the list of files is not complete, so the counts could be wrong');

  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const section = layoutSection(folders).join(eol);
  if (text.trim() === '') {
    if (!offered.has('write_file')) return none('there was no write_file tool');
    return { kind: 'edit', path, call: { name: 'write_file', input: { path, content: `${section}${eol}` } } };
  }
  if (!offered.has('edit_file')) return none('there was no edit_file tool');
  const license = headings.find(
    (heading) => /licen[sc]e/i.test(heading.text) && isUnique(text, heading.source),
  );
  const last = target.isWhole ? uniqueEnd(text, eol) : undefined;
  const place = license?.source ?? last;
  if (place === undefined) return none(`${path} was not read to its end`);
  const replacement = license ? [section, '', place] : [place, '', section];
  const input = { path, old_text: place, new_text: replacement.join(eol) };
  return { kind: 'edit', path, call: { name: 'edit_file', input } };
}

/** What became of the proposal, in one sentence that says whether a person rejected it. */
export function proposalOutcome(conversation: Conversation, proposal: LayoutProposal): string {
  if (proposal.kind === 'none') return `${proposalMark} none, since ${proposal.reason}.`;
  const result = resultOf(conversation, proposal.call);
  const what = `${proposalMark} a project layout section for ${proposal.path},`;
  if (result === undefined) return `${what} which could not be asked for.`;
  if (!result.isError) return `${what} approved and applied.`;
  if (!isRejection(result.text)) return `${what} not applied: ${clip(result.text, 240)}`;
  const feedback = feedbackIn(result.text);
  return `${what} rejected${feedback === undefined ? ', without a comment.' : `: “${clip(feedback, 240)}”`}`;
}

function none(reason: string): LayoutProposal {
  return { kind: 'none', reason };
}

function layoutSection(folders: Map<string, number>): string[] {
  const rows = [...folders].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return [
    '## Project layout',
    '',
    ...rows.map(([folder, files]) => `- ${inlineCode(`${folder}/`)}: ${count(files, 'file')}`),
  ];
}

function isUnique(text: string, part: string): boolean {
  return text.indexOf(part) === text.lastIndexOf(part);
}

/** The shortest run of whole lines at the end of `text` that stands there only once. */
function uniqueEnd(text: string, eol: string): string | undefined {
  const lines = text.trimEnd().split(eol);
  for (let from = lines.length - 1; from >= 0; from -= 1) {
    const end = lines.slice(from).join(eol);
    if (isUnique(text, end)) return end;
  }
  return undefined;
}
