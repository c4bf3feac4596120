/** One fan-out in this process, through the parts that users get; prints its figures as one line of JSON. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv } from 'node:process';
import { rgPath } from '@vscode/ripgrep';
import { beginRun } from '../../src/beginRun.ts';
import { createProviders } from '../../src/providers/catalogue.ts';
import { createDemoProvider } from '../../src/providers/demo/demo.ts';
import { systemClock } from '../../src/systemClock.ts';

const [baseUrl = '', count = '10'] = argv.slice(2);
const n = Number(count);
const folder = mkdtempSync(join(tmpdir(), 'muster-bench-'));
const stateDirectory = mkdtempSync(join(tmpdir(), 'muster-bench-state-'));
for (let i = 0; i < n; i += 1) writeFileSync(join(folder, `f${i}.txt`), 'A line to read.\n'.repeat(100));

const started = new Map<string, number>();
let slowestChildMs = 0;
let childTurns = 0;
let peakRss = 0;
const watching = setInterval(() => {
  peakRss = Math.max(peakRss, process.memoryUsage.rss());
}, 20);
const cpuBefore = process.cpuUsage();
const wallBefore = performance.now();
const { run } = await beginRun(
  {
    task: `[[fanout n=${n}]] Spawn them all at once.`,
    model: 'compatible/mock',
    childModel: 'compatible/mock',
    approval: 'none',
    limits: { children: n, depth: 1, concurrency: Math.min(n, 1000) },
    childLimits: { deadlineSeconds: 600, turns: 50, tokens: 1_000_000 },
  },
  {
    folders: [{ name: 'bench', path: folder }],
    stateDirectory,
    rgPath,
    provider: createProviders({
      key: async () => undefined,
      baseUrl: () => baseUrl,
      keyHint: () => '',
      demo: createDemoProvider(),
    }),
    ask: async () => ({ kind: 'expired', reason: 'nobody is here' }),
    clock: systemClock,
    onLine: ({ event }) => {
      if (event.type === 'agentStarted') started.set(event.agentId, performance.now());
      if (event.type !== 'agentFinished' || event.report.label === 'parent') return;
      const began = started.get(event.agentId) ?? 0;
      slowestChildMs = Math.max(slowestChildMs, performance.now() - began);
      childTurns += event.report.turns;
    },
  },
  new AbortController().signal,
);
const report = await run.report;
const wallMs = performance.now() - wallBefore;
const { user, system } = process.cpuUsage(cpuBefore);
clearInterval(watching);
rmSync(folder, { recursive: true });
rmSync(stateDirectory, { recursive: true });
const { outcome, reason } = report;
const cpuMs = (user + system) / 1000;
console.log(
  JSON.stringify({
    outcome,
    reason,
    wallMs,
    slowestChildMs,
    cpuMs,
    childTurns,
    peakRss: Math.max(peakRss, process.memoryUsage.rss()),
  }),
);
process.exit(0);
