/** The process in which one contestant does one job; prints its figures as one line of JSON. */
import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { argv } from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { Contestant, Figures, Job } from './job.ts';

const [modulePath = '', jobJson = ''] = argv.slice(2);
const job: Job = JSON.parse(jobJson);

const importing = performance.now();
const contestant: Contestant = await import(pathToFileURL(modulePath).href);
await contestant.load?.();
const importMs = performance.now() - importing;
globalThis.gc?.();
const startHeap = process.memoryUsage().heapUsed;

const stalls = monitorEventLoopDelay({ resolution: 1 });
stalls.enable();
await delay(60);
stalls.reset();
let peakHeap = 0;
let sampledRss = 0;
const sampling = setInterval(() => {
  const { heapUsed, rss } = process.memoryUsage();
  peakHeap = Math.max(peakHeap, heapUsed);
  sampledRss = Math.max(sampledRss, rss);
}, 50);
const cpuBefore = process.cpuUsage();
const wallBefore = performance.now();
let error: string | undefined;
try {
  const text = await contestant.run(job);
  if (!text.startsWith(`synthesis-of-${job.n}`)) error = `It answered: ${text.slice(0, 200)}`;
} catch (reason) {
  error = String(reason instanceof Error ? reason.stack : reason).slice(0, 600);
}
const wallMs = performance.now() - wallBefore;
const { user, system } = process.cpuUsage(cpuBefore);
stalls.disable();
clearInterval(sampling);
const peakRss = Math.max(sampledRss, highWaterMark());

// What lingers for a moment, such as connections that are being closed, is not what a run leaves behind.
for (let round = 0; round < 5; round += 1) {
  await delay(50);
  globalThis.gc?.();
}
const { rss: restRss, heapUsed: restHeap } = process.memoryUsage();
const figures: Figures = {
  ...(error === undefined ? {} : { error }),
  importMs,
  wallMs,
  cpuMs: (user + system) / 1000,
  stallMs: stalls.max / 1e6,
  peakRss,
  peakHeap,
  restRss,
  restHeap,
  startHeap,
};
console.log(JSON.stringify(figures));
process.exit(0);

/** The most memory this process ever had. On Linux `maxRSS` may be that of whoever started it, so the kernel is asked. */
function highWaterMark(): number {
  try {
    const line = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
    if (line) return Number(line[1]) * 1024;
  } catch {
    // No /proc: not Linux.
  }
  return process.resourceUsage().maxRSS * 1024;
}
