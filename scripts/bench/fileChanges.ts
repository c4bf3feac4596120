import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bareWrite } from './bareFiles.ts';
import type { CallTool } from './fileAgent.ts';
import { pair } from './pair.ts';
import type { Pair } from './ratioTable.ts';

export const smallFiles = 1_000;
const largeBytes = 10_000_000;

/** Changes a line in the middle of a large file again and again, there and back. */
export async function measureChange(
  name: string,
  work: string,
  call: CallTool,
  rounds: number,
  change: (from: string, to: string) => Promise<unknown>,
): Promise<Pair> {
  const line = (n: number) => `line ${n} of a large file, which is as long as lines are in sources\n`;
  const marks = ['the marked line, as it is', 'the marked line, as it will be'] as const;
  let content = '';
  for (let n = 0; content.length < largeBytes / 2; n += 1) content += line(n);
  content += `${marks[0]}\n`;
  for (let n = 0; content.length < largeBytes; n += 1) content += line(-n);
  const [ours, bare] = [join(work, 'output', 'large.txt'), join(work, 'output', 'bare', 'large.txt')];
  writeFileSync(ours, content);
  writeFileSync(bare, content);
  await call('read_file', { path: 'output/large.txt', limit: 1 });
  const turn = { ours: 0, base: 0 };
  const from = (who: 'ours' | 'base'): readonly [string, string] =>
    turn[who] % 2 === 0 ? marks : [marks[1], marks[0]];
  return pair({
    name,
    bare: 'readFile, replace, write, sync, rename, sync',
    rounds,
    bar: undefined,
    ours: async () => {
      await change(...from('ours'));
      turn.ours += 1;
    },
    base: async () => {
      await bareWrite(bare, (await readFile(bare, 'utf8')).replace(...from('base')));
      turn.base += 1;
    },
  });
}

/** Writes small files one after the other, then reads those of the first round. */
export async function measureSmallFiles(
  work: string,
  call: CallTool,
  rounds: number,
): Promise<readonly Pair[]> {
  const content = 'A short note of an agent.\n'.repeat(20);
  const each = async (one: (n: number) => Promise<unknown>) => {
    for (let n = 0; n < smallFiles; n += 1) await one(n);
  };
  const turn = { ours: 0, base: 0 };
  const writes = await pair({
    name: 'write_file',
    bare: 'write, sync, rename, sync',
    rounds,
    bar: undefined,
    ours: () => {
      turn.ours += 1;
      return each((n) => call('write_file', { path: `output/notes${turn.ours}-${n}.md`, content }));
    },
    base: () => {
      turn.base += 1;
      return each((n) => bareWrite(join(work, 'output', 'bare', `notes${turn.base}-${n}.md`), content));
    },
  });
  const reads = await pair({
    name: 'read_file',
    bare: 'readFile',
    rounds,
    bar: undefined,
    ours: () => each((n) => call('read_file', { path: `output/notes1-${n}.md` })),
    base: () => each((n) => readFile(join(work, 'output', 'bare', `notes1-${n}.md`), 'utf8')),
  });
  return [writes, reads];
}
