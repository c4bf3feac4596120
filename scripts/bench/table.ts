import { type Figures, idealMs, readTurns } from './job.ts';

/** All figures of one contestant with so many children. */
export interface Row {
  readonly name: string;
  readonly n: number;
  readonly figures: readonly Figures[];
}

/** Medians as people compare them. */
interface Medians {
  readonly wall: number;
  readonly cpu: number;
  readonly peak: number;
  readonly stall: number;
  readonly peakHeap: number;
  readonly restHeap: number;
}

const parentTurns = 2;
const MB = 2 ** 20;

function mediansOf({ n, figures }: Row): Medians {
  const median = (pick: (each: Figures) => number) => {
    const sorted = figures.map(pick).toSorted((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  };
  return {
    wall: median(({ wallMs }) => wallMs) / idealMs,
    cpu: median(({ cpuMs }) => cpuMs) / (n * (readTurns + 1) + parentTurns),
    peak: median(({ peakRss }) => peakRss) / MB,
    stall: median(({ stallMs }) => stallMs),
    peakHeap: median(({ peakHeap }) => peakHeap) / MB,
    restHeap: median(({ restHeap }) => restHeap) / MB,
  };
}

/** One line for each contestant. */
export function printTable(rows: readonly Row[]): void {
  const count = rows[0]?.figures.length ?? 0;
  console.log(`\n${rows[0]?.n} children of ${readTurns + 1} turns, median of ${count}`);
  console.log(
    '                 wall/ideal   CPU ms/turn   peak MB   longest stall ms   heap MB peak → after',
  );
  for (const row of rows) {
    const { wall, cpu, peak, stall, peakHeap, restHeap } = mediansOf(row);
    const heap = `${peakHeap.toFixed(0)} → ${restHeap.toFixed(0)}`;
    console.log(
      [
        row.name.padEnd(15),
        wall.toFixed(3).padStart(12),
        cpu.toFixed(2).padStart(14),
        peak.toFixed(0).padStart(10),
        stall.toFixed(0).padStart(19),
        heap.padStart(23),
      ].join(''),
    );
  }
}

/** Says for each count whether we are ahead of each other one, and how our cost grows with the children. */
export function printVerdict(rows: readonly Row[]): void {
  console.log('');
  const ours = rows.filter(({ name }) => name === 'muster');
  for (const row of ours.filter(({ n }) => n >= 100)) {
    const mine = mediansOf(row);
    for (const other of rows.filter(({ name, n }) => n === row.n && name !== 'muster')) {
      const theirs = mediansOf(other);
      const ahead = (['wall', 'cpu', 'peak'] as const).filter((what) => mine[what] < theirs[what]);
      const stall = mine.stall - theirs.stall;
      const said =
        ahead.length === 3 ? 'ahead on wall, CPU and memory' : `ahead on ${ahead.join(', ') || 'nothing'}`;
      console.log(
        `n=${row.n}, beside ${other.name}: ${said}; stall ${stall >= 0 ? '+' : ''}${stall.toFixed(0)} ms`,
      );
    }
  }
  const [first, last] = [ours.find(({ n }) => n === 100), ours.find(({ n }) => n === 1000)];
  if (!first || !last) return;
  const [a, b] = [mediansOf(first), mediansOf(last)];
  console.log(
    `From 100 to 1,000 children: CPU for each turn × ${(b.cpu / a.cpu).toFixed(2)}, peak memory × ${(b.peak / a.peak).toFixed(2)} for × 10 children.`,
  );
}
