import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { childTurns, parentTurns } from '../bench/mockModel.ts';
import { atEnd } from '../lifetime.ts';
import { root } from '../paths.ts';

const latencyMs = 300;
const rounds = 3;

const { values } = parseArgs({ options: { n: { type: 'string', default: '1,10' } }, allowPositionals: true });

interface Figures {
  readonly outcome: string;
  readonly reason?: string;
  readonly wallMs: number;
  readonly slowestChildMs: number;
  readonly cpuMs: number;
  readonly childTurns: number;
  readonly peakRss: number;
}

/** Runs one of the bench scripts in its own process and reads its first line of output. */
async function firstLine(script: string, args: readonly string[]): Promise<string> {
  const path = join(root, 'scripts', 'bench', script);
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', path, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  atEnd(() => child.kill());
  const [line] = await once(createInterface(child.stdout), 'line');
  return line;
}

async function measure(address: string, n: number): Promise<Figures> {
  const figures: Figures = JSON.parse(await firstLine('fanout.ts', [address, String(n)]));
  if (figures.outcome !== 'completed')
    throw new Error(`The fan-out ended ${figures.outcome}: ${figures.reason}`);
  if (figures.childTurns !== n * childTurns) throw new Error(`Expected ${n * childTurns} child turns.`);
  return figures;
}

const median = (figures: readonly Figures[]): Figures | undefined =>
  figures.toSorted((a, b) => a.wallMs - b.wallMs)[Math.floor(figures.length / 2)];

console.log(`Fan-out: children of ${childTurns} turns, ${latencyMs} ms a turn, median of ${rounds} runs.`);
console.log(
  'The ideal wall time is the turns of one child and those of the parent that run beside no child.',
);
const address = await firstLine('mockModel.ts', [String(latencyMs)]);
// The parent's turn that calls wait runs beside the first turn of its children.
const idealMs = (childTurns + parentTurns - 1) * latencyMs;
for (const n of values.n.split(',').map(Number)) {
  const all: Figures[] = [];
  for (let round = 0; round < rounds; round += 1) all.push(await measure(address, n));
  const figures = median(all);
  if (!figures) continue;
  const { wallMs, slowestChildMs, cpuMs, peakRss } = figures;
  const parentMs = (parentTurns - 1) * latencyMs;
  console.log(
    [
      `n=${String(n).padStart(4)}`,
      `wall/ideal ${(wallMs / idealMs).toFixed(3)}`,
      `wall/(slowest child + parent) ${(wallMs / (slowestChildMs + parentMs)).toFixed(3)}`,
      `CPU ${(cpuMs / figures.childTurns).toFixed(1)} ms per child turn`,
      `peak ${(peakRss / 2 ** 20).toFixed(0)} MB`,
    ].join('   '),
  );
}
process.exit(0);
