import type { Document, DocumentReview, ReviewedLink } from './documentReview.ts';
import type { Figure } from './figures.ts';
import { reportStart } from './figures.ts';
import type { FileList } from './fileList.ts';
import type { LayoutProposal } from './layoutProposal.ts';
import { escapeText, fileLink, inlineCode, table, toWorkspace } from './markdown.ts';
import { atLeast, count, listed } from './wording.ts';

export interface DocumentationFindings extends DocumentReview {
  /** Those that were read, at least in part. */
  readonly documents: readonly Document[];
  readonly documentCount: number;
  readonly readme: string | undefined;
  readonly brokenLinks: readonly ReviewedLink[];
  /** How many links lead where agents cannot look. */
  readonly uncheckedLinks: number;
  readonly list: FileList;
}

const maxListed = 60;

/** The deliverable: figures, links, what no document mentions, what the README lacks, and an outline of each document. */
export function documentationReport(
  findings: DocumentationFindings,
  proposal: LayoutProposal,
  deliverable: string,
): string {
  const up = toWorkspace(deliverable);
  return `${[
    reportStart('Documentation review', documentationFigures(findings)),
    '## Links that lead nowhere',
    brokenLinkTable(findings.brokenLinks, up),
    '## What no document mentions',
    unmentioned(
      'top-level folder',
      findings.unmentionedFolders.map((folder) => `${folder}/`),
    ),
    unmentioned('source module', findings.unmentionedModules),
    '## README',
    readmeSection(findings),
    proposal.kind === 'edit'
      ? `After this report, a project layout section for ${inlineCode(proposal.path)} is put before a person; the summary of the run says what they decided.`
      : `No edit is proposed, since ${escapeText(proposal.reason)}.`,
    '## Outlines',
    findings.headings.map((outline) => outlineSection(outline, up)).join('\n\n') || 'No document was read.',
    '## What this review does not show',
    notes(findings),
  ].join('\n\n')}\n`;
}

function documentationFigures(findings: DocumentationFindings): Figure[] {
  const { documents, documentCount, relativeLinks, brokenLinks, list, readme, missingSections } = findings;
  const isAllRead = documents.length === documentCount && documents.every((document) => document.isWhole);
  const sections = readme === undefined ? 'there is no README' : listed(missingSections) || 'none';
  return [
    { name: 'Documents', value: atLeast(documentCount, list.isComplete) },
    { name: 'Documents read', value: `${documents.length}` },
    { name: 'Relative links', value: `${relativeLinks}` },
    {
      name: 'Broken links',
      value: atLeast(brokenLinks.length, isAllRead),
    },
    { name: 'Top-level folders not mentioned', value: `${findings.unmentionedFolders.length}` },
    { name: 'Source modules not mentioned', value: `${findings.unmentionedModules.length}` },
    { name: 'Sections the README lacks', value: sections },
  ];
}

function brokenLinkTable(links: readonly ReviewedLink[], up: string): string {
  if (links.length === 0) return 'None was found.';
  const rows = links
    .slice(0, maxListed)
    .map(({ from, line, target, path }) => [
      fileLink(`${from}:${line}`, `${up}${from}`, `#L${line}`),
      inlineCode(target),
      inlineCode(path),
    ]);
  const rest = links.length > maxListed ? `\n\n${links.length - maxListed} more not shown.` : '';
  return `${table(['Where', 'Link', 'Missing file or folder'], rows)}${rest}`;
}

function unmentioned(noun: string, items: readonly string[]): string {
  if (items.length === 0) return `Every ${noun} is mentioned somewhere.`;
  const rows = items.slice(0, maxListed).map((item) => `- ${inlineCode(item)}`);
  const rest = items.length > maxListed ? [`- and ${items.length - maxListed} more`] : [];
  return [`${count(items.length, noun)}:`, '', ...rows, ...rest].join('\n');
}

function readmeSection({ readme, missingSections }: DocumentationFindings): string {
  if (readme === undefined) return 'There is no README in the root.';
  if (missingSections.length === 0) return `${inlineCode(readme)} has all the usual sections.`;
  return `${inlineCode(readme)} has no section on ${listed(missingSections)}.`;
}

function outlineSection(outline: DocumentReview['headings'][number], up: string): string {
  const { path, headings } = outline;
  let depth = -1;
  const rows = headings.map(({ level, text }) => {
    depth = Math.min(level - 1, depth + 1);
    return `${'  '.repeat(depth)}- ${escapeText(text)}`;
  });
  return [fileLink(path, `${up}${path}`), '', ...(rows.length === 0 ? ['- no headings'] : rows)].join('\n');
}

function notes({ documents, documentCount, list, uncheckedLinks }: DocumentationFindings): string {
  const partly = documents
    .filter((document) => !document.isWhole)
    .map((document) => inlineCode(document.path));
  const unread = documentCount - documents.length;
  return [
    '- Web addresses, mail addresses, anchors, and links inside code are not checked.',
    '- A module counts as mentioned when its file name without the ending stands somewhere as a word of its own.',
    ...(uncheckedLinks > 0
      ? [
          `- **${count(uncheckedLinks, 'relative link')} could not be checked:** out of the workspace, or not open to agents.`,
        ]
      : []),
    ...(unread > 0
      ? [`- **${count(unread, 'document')} not read; what they mention or link to is not counted.**`]
      : []),
    ...(partly.length > 0 ? [`- **Only the beginning was read of ${listed(partly)}.**`] : []),
    ...(list.isComplete
      ? []
      : ['- **The list of files is not complete: a target or mention may have been missed.**']),
  ].join('\n');
}
