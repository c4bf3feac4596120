/** What some work asked of this process. */
export interface Load<T> {
  readonly result: T;
  readonly cpuSeconds: number;
  /** By how many bytes the process was larger at its largest. */
  readonly growth: number;
  /** The longest time that it computed without a pause; other work on the machine does not count. */
  readonly longestLagMs: number;
  /** How often something else had its turn meanwhile. */
  readonly turns: number;
}

const everyMs = 5;

export async function loadOf<T>(work: () => Promise<T>): Promise<Load<T>> {
  const first = { ...now(), size: process.memoryUsage.rss() };
  let last = now();
  let [longestLagMs, largest, turns] = [0, first.size, -1];
  const look = () => {
    const next = now();
    longestLagMs = Math.max(longestLagMs, Math.min(next.wallMs - last.wallMs, next.cpuMs - last.cpuMs));
    largest = Math.max(largest, process.memoryUsage.rss());
    last = next;
    turns += 1;
  };
  const watch = setInterval(look, everyMs);
  try {
    const result = await work();
    look();
    return {
      result,
      cpuSeconds: (last.cpuMs - first.cpuMs) / 1000,
      growth: largest - first.size,
      longestLagMs,
      turns,
    };
  } finally {
    clearInterval(watch);
  }
}

function now() {
  const { user, system } = process.cpuUsage();
  return { wallMs: performance.now(), cpuMs: (user + system) / 1000 };
}
