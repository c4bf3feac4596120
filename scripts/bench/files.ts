import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rgPath } from '@vscode/ripgrep';
import { searchThreads } from '../../src/workspace/search/ripgrep.ts';
import { atEnd } from '../lifetime.ts';
import { bareRipgrep } from './bareFiles.ts';
import { type CallTool, fileAgent } from './fileAgent.ts';
import { measureChange, measureSmallFiles, smallFiles } from './fileChanges.ts';
import { makeFileTree, rareName, rareText, usualText } from './fileTree.ts';
import { pair } from './pair.ts';
import { type Pair, printBars, printPairs } from './ratioTable.ts';

export interface FilesOptions {
  readonly files: number;
  readonly rounds: number;
}

const searchBar = { times: 1.3, plus: 20 };

/** What the file tools cost beside the barest way to do the same, both in this process and taking turns. */
export async function measureFiles({ files, rounds }: FilesOptions): Promise<void> {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'muster-bench-')));
  const remove = () => rmSync(base, { recursive: true, force: true });
  const forget = atEnd(remove);
  const tree = join(base, 'tree');
  const work = join(base, 'work');
  mkdirSync(join(work, 'output', 'bare'), { recursive: true });
  makeFileTree(tree, files);

  const searches = await measureSearches(
    tree,
    await fileAgent(tree, join(base, 'state-tree'), rgPath),
    rounds,
  );
  printPairs(`Searches in ${files.toLocaleString('en')} files, ${searchThreads()} threads`, searches);
  const call = await fileAgent(work, join(base, 'state-work'), rgPath);
  const changes = [
    await measureChange('edit_file of 10 MB', work, call, rounds, (from, to) =>
      call('edit_file', { path: 'output/large.txt', old_text: from, new_text: to }),
    ),
    await measureChange('patch_file of 10 MB', work, call, rounds, (from, to) =>
      call('patch_file', {
        patch: `*** Begin Patch\n*** Update File: output/large.txt\n@@\n-${from}\n+${to}\n*** End Patch`,
      }),
    ),
  ];
  printPairs('Changes of one line in a file of 10 MB', changes);
  const small = await measureSmallFiles(work, call, 1);
  printPairs(`${smallFiles.toLocaleString('en')} small files, one after the other`, small);
  printBars(searches);
  forget();
  remove();
}

async function measureSearches(tree: string, call: CallTool, rounds: number): Promise<readonly Pair[]> {
  const threads = `--threads=${searchThreads()}`;
  const search = (name: string, tool: string, input: object, options: readonly string[]) =>
    pair({
      name,
      bare: `rg ${options.join(' ')}`,
      rounds,
      bar: searchBar,
      ours: () => call(tool, input),
      base: () => bareRipgrep(rgPath, tree, [threads, ...options]),
    });
  return [
    await search('grep, one match', 'grep', { pattern: rareText }, ['-n', rareText]),
    await search('grep, many matches', 'grep', { pattern: usualText }, ['-n', usualText]),
    await search('glob **/*.ts', 'glob', { pattern: '**/*.ts' }, ['--files', '-g', '**/*.ts']),
    await search('glob, one name', 'glob', { pattern: rareName }, ['--files', '-g', rareName]),
    await search('glob with folders', 'glob', { pattern: 'package*/src/**/*.ts' }, [
      '--files',
      '-g',
      'package*/src/**/*.ts',
    ]),
  ];
}
