/** One thing done our way and in the barest way, in milliseconds for each round. */
export interface Pair {
  readonly name: string;
  /** What the bare one is. */
  readonly bare: string;
  readonly ours: readonly number[];
  readonly base: readonly number[];
  /** The bar: at most `times` the bare one's time and `plus` milliseconds; undefined for information only. */
  readonly bar: { readonly times: number; readonly plus: number } | undefined;
}

export function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** One line for each pair: medians, their ratio, and what ours is beside. */
export function printPairs(title: string, pairs: readonly Pair[]): void {
  console.log(`\n${title}, median of ${pairs[0]?.ours.length ?? 0}`);
  console.log('                               ours ms   bare ms   ratio   beside');
  for (const { name, bare, ours, base } of pairs) {
    const [mine, theirs] = [median(ours), median(base)];
    console.log(
      [
        name.padEnd(27),
        mine.toFixed(1).padStart(11),
        theirs.toFixed(1).padStart(10),
        (mine / theirs).toFixed(2).padStart(8),
        `   ${bare}`,
      ].join(''),
    );
  }
}

/** One line for each bar: whether it is kept, and by how much. */
export function printBars(pairs: readonly Pair[]): void {
  console.log('');
  for (const { name, ours, base, bar } of pairs) {
    if (bar === undefined) continue;
    const most = median(base) * bar.times + bar.plus;
    const mine = median(ours);
    const said = mine <= most ? 'kept' : 'NOT KEPT';
    console.log(
      `${name}: ${said}, ${mine.toFixed(0)} ms where ${bar.times} × bare + ${bar.plus} ms allow ${most.toFixed(0)} ms`,
    );
  }
}
