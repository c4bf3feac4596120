import type { CodeMapFindings, Module } from './codeMapReport.ts';
import { codeMapReport } from './codeMapReport.ts';
import type { Conversation } from './conversation.ts';
import { notYetMade, resultOf } from './conversation.ts';
import { definitionSearches, definitionsOn } from './definitions.ts';
import { writeDeliverable } from './deliverable.ts';
import { docSentence } from './docSentence.ts';
import { baseName, extensionOf, fileList, isSource, isTest, listAllFiles } from './fileList.ts';
import { groupBy } from './grouping.ts';
import type { Manifest } from './manifest.ts';
import { manifestPaths, readManifest } from './manifest.ts';
import { noting } from './progressNote.ts';
import type { Step } from './step.ts';
import { answer, readFileCall } from './step.ts';
import type { GrepMatch } from './toolText.ts';
import { readFileText, readGrepText } from './toolText.ts';
import { atLeast, clip, count } from './wording.ts';

const keyFileCount = 8;

/** Lists the files, searches definitions, reads the key files, and writes a map of the code. */
export function codeMapScript(conversation: Conversation, deliverable: string): Step {
  const look = notYetMade(conversation, [listAllFiles]);
  if (look.length > 0) return { text: 'I list the files first.', calls: look };
  const list = fileList(conversation);
  if (list.failure !== undefined) {
    return answer(`The files could not be listed, so there is no map: ${clip(list.failure, 200)}`);
  }

  const source = list.project.filter((path) => isSource(path) && !isTest(path));
  const manifests = manifestPaths(list.project);
  const searches = notYetMade(conversation, [
    ...definitionSearches(source).map(({ call }) => call),
    ...manifests.map(readFileCall),
  ]);
  if (searches.length > 0) {
    const text = `${count(source.length, 'source file')} to map. I search their definitions and read the manifest.`;
    const note = `Searching the definitions of ${count(source.length, 'source file')}`;
    return noting(conversation, { note, percent: 30 }, { text, calls: searches });
  }

  const known = readManifests(conversation, manifests);
  const found = searchResults(conversation, source);
  const keyFiles = chooseKeyFiles(source, known, found.lines);
  const reads = notYetMade(conversation, keyFiles.map(readFileCall));
  if (reads.length > 0) {
    const note = `Reading ${count(reads.length, 'key file')} of ${count(source.length, 'source file')}`;
    return noting(
      conversation,
      { note, percent: 60 },
      { text: `I read ${count(reads.length, 'key file')}.`, calls: reads },
    );
  }

  const findings: CodeMapFindings = {
    list,
    manifests: known,
    modules: source.map((path) => readModule(conversation, path, found)),
    filesRead: keyFiles.filter((path) => wholeText(conversation, path) !== undefined).length,
    caveats: found.caveats,
  };
  return finish(conversation, findings, deliverable);
}

function finish(conversation: Conversation, findings: CodeMapFindings, deliverable: string): Step {
  const writing = writeDeliverable(conversation, {
    path: deliverable,
    content: codeMapReport(findings, deliverable),
    text: 'I have what the map needs and write it.',
  });
  if (writing.kind === 'step') return writing.step;
  const { list, modules } = findings;
  const place =
    writing.kind === 'written'
      ? `The map is in ${deliverable}.`
      : `The map could not be written: ${writing.reason}`;
  const files = `${atLeast(list.project.length, list.isComplete)} files`;
  return answer(`Mapped ${files} and ${count(modules.length, 'source module')}. ${place}`);
}

function readManifests(conversation: Conversation, paths: readonly string[]): Manifest[] {
  return paths.map((path) => readManifest(path, wholeText(conversation, path) ?? ''));
}

interface Found {
  readonly lines: ReadonlyMap<string, readonly GrepMatch[]>;
  /** Files whose definitions the searches did not show, or not all of them. */
  readonly unseen: ReadonlySet<string>;
  readonly caveats: readonly string[];
}

function searchResults(conversation: Conversation, source: readonly string[]): Found {
  const known = new Set(source);
  const unseen = new Set<string>();
  const caveats: string[] = [];
  const matches = definitionSearches(source).flatMap(({ extension, call }) => {
    const result = resultOf(conversation, call);
    const isRead = result !== undefined && !result.isError;
    const {
      matches: shown,
      hidden,
      isComplete,
    } = readGrepText(isRead ? result.text : '', (path) => known.has(path));
    if (!isRead)
      caveats.push(`The search of .${extension} files failed: ${clip(result?.text ?? 'no grep tool', 200)}`);
    if (hidden > 0)
      caveats.push(`The search of .${extension} files had ${hidden} more matches than it showed.`);
    if (hidden === 0 && !isComplete)
      caveats.push(`The search of .${extension} files could not read some of them.`);
    if (!isRead || !isComplete) {
      const seen = new Set(shown.map((match) => match.path));
      seen.delete(shown.at(-1)?.path ?? '');
      const rest = source.filter((path) => extensionOf(path) === extension && !seen.has(path));
      for (const path of rest) unseen.add(path);
    }
    return shown;
  });
  return { lines: groupBy(matches, (match) => match.path), unseen, caveats };
}

/** The manifest's entry points, then files with an entry point's name, then those that define the most. */
function chooseKeyFiles(
  source: readonly string[],
  manifests: readonly Manifest[],
  lines: Found['lines'],
): string[] {
  const entries = manifests.flatMap((manifest) => manifest.entries.map((entry) => entry.target));
  const depth = (path: string) => path.split('/').length;
  const isEntryName = (path: string) =>
    /^(index|main|cli|app|server|extension|lib|mod|__init__|__main__)\.\w+$/.test(baseName(path));
  const defined = (path: string) => lines.get(path)?.length ?? 0;
  const chosen = new Set([
    ...source.filter((path) => entries.includes(path)),
    ...source.filter(isEntryName).toSorted((a, b) => depth(a) - depth(b)),
    ...source.toSorted((a, b) => defined(b) - defined(a)),
  ]);
  return [...chosen].slice(0, keyFileCount);
}

function readModule(conversation: Conversation, path: string, { lines, unseen }: Found): Module {
  const text = wholeText(conversation, path);
  const all = text?.split(/\r?\n/) ?? [];
  const found = (lines.get(path) ?? []).map((match) =>
    definitionsOn(path, match.text, all.slice(match.line)),
  );
  return {
    path,
    names: [...new Set(found.flatMap(({ names }) => names))],
    isOpen: unseen.has(path) || found.some(({ isOpen }) => isOpen),
    sentence: text === undefined ? undefined : docSentence(path, text),
  };
}

function wholeText(conversation: Conversation, path: string): string | undefined {
  const result = resultOf(conversation, readFileCall(path));
  return result === undefined || result.isError ? undefined : readFileText(result.text).text;
}
