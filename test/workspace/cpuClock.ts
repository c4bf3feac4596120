/** Seconds from now on that this process needs, so that other work on the machine does not count. */
export function cpuClock(): () => number {
  const [start, before] = [performance.now(), process.cpuUsage()];
  return () => {
    const { user, system } = process.cpuUsage(before);
    return Math.min((user + system) / 1_000_000, (performance.now() - start) / 1000);
  };
}
