import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { bundleOptions } from '../bundle.ts';
import { atEnd } from '../lifetime.ts';
import { root } from '../paths.ts';
import { type Anchors, prepareAnchors } from './anchors.ts';
import { type Figures, type Job, readTurns } from './job.ts';
import { printTable, printVerdict, type Row } from './table.ts';

export interface FanoutOptions {
  readonly counts: readonly number[];
  readonly rounds: number;
  /** A folder with a mock model and contestants; without one, what the project has itself is measured. */
  readonly anchors: string | undefined;
  readonly peers: readonly string[] | 'all';
}

interface Contestant {
  readonly name: string;
  readonly path: string;
}

/** What a fan-out costs: ours, a bare loop and others, each in a process of its own, one after the other. */
export async function measureFanouts({
  counts,
  rounds,
  anchors: folder,
  peers,
}: FanoutOptions): Promise<void> {
  const built = await bundled();
  const anchors =
    folder === undefined ? undefined : prepareAnchors(folder, join(root, 'build', 'anchors'), peers);
  for (const reason of anchors?.skipped ?? []) console.log(`Skipped ${reason}.`);
  const muster = { name: 'muster', path: join(built, 'contestants', 'muster.mjs') };
  const bare = { name: 'bare fetch', path: join(built, 'contestants', 'bareFetch.mjs') };
  const contestants = [muster, ...(anchors?.contestants ?? [bare])];
  const rows: Row[] = [];
  for (const n of counts) {
    const all = new Map(contestants.map(({ name }) => [name, [] as Figures[]]));
    for (let round = 0; round < rounds; round += 1) {
      for (const contestant of contestants) {
        all.get(contestant.name)?.push(await measure(contestant, { built, anchors, n }));
      }
    }
    const ofN = [...all].map(([name, figures]) => ({ name, n, figures }));
    printTable(ofN);
    rows.push(...ofN);
  }
  printVerdict(rows);
}

/** The runner and our contestants, built as the product is. */
async function bundled(): Promise<string> {
  const outdir = join(root, 'build', 'bench');
  rmSync(outdir, { recursive: true, force: true });
  await build({
    ...bundleOptions,
    outdir,
    minify: true,
    outbase: 'scripts/bench',
    entryPoints: ['scripts/bench/runner.ts', 'scripts/bench/contestants/*.ts'],
    outExtension: { '.js': '.mjs' },
  });
  return outdir;
}

async function measure(
  { name, path }: Contestant,
  { built, anchors, n }: { built: string; anchors: Anchors | undefined; n: number },
): Promise<Figures> {
  const files = folderOfFiles(anchors);
  const mock = start(anchors?.mock ?? join(root, 'scripts', 'bench', 'mockModel.ts'), []);
  try {
    const base = `http://127.0.0.1:${JSON.parse(await mock.firstLine).port}`;
    const prompt = `[[fanout n=${n} t=${readTurns} files=${files}]] Spawn ${n} agents in parallel and synthesise their reports.`;
    const job: Job = { base, n, t: readTurns, prompt, files };
    const figures: Figures = JSON.parse(
      await start(join(built, 'runner.mjs'), [path, JSON.stringify(job)]).firstLine,
    );
    if (figures.error !== undefined) throw new Error(`${name} failed at n=${n}: ${figures.error}`);
    return figures;
  } finally {
    mock.stop();
    rmSync(files, { recursive: true, force: true });
  }
}

function start(script: string, args: readonly string[]) {
  const flags = ['--expose-gc', '--disable-warning=ExperimentalWarning'];
  const child = spawn(process.execPath, [...flags, script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const forget = atEnd(() => child.kill());
  const stop = () => {
    forget();
    child.kill();
  };
  const firstLine = once(createInterface(child.stdout), 'line').then(([line]): string => line);
  return { firstLine, stop };
}

/** 64 files to read, those of the anchors if there are any. */
function folderOfFiles(anchors: Anchors | undefined): string {
  const folder = mkdtempSync(join(tmpdir(), 'muster-bench-'));
  mkdirSync(folder, { recursive: true });
  if (anchors && existsSync(anchors.files)) cpSync(anchors.files, folder, { recursive: true });
  else
    for (let k = 0; k < 64; k += 1) writeFileSync(join(folder, `f${k}.txt`), 'A line to read.\n'.repeat(250));
  return folder;
}
