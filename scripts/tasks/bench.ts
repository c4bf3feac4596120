import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureFanouts } from '../bench/fanout.ts';
import { measureFiles } from '../bench/files.ts';
import { root } from '../paths.ts';

const { values, positionals } = parseArgs({
  options: {
    n: { type: 'string', default: '1,10,100,1000' },
    rounds: { type: 'string' },
    files: { type: 'string', default: '50000' },
    anchors: { type: 'string' },
    peers: { type: 'string', default: 'floor,floor-http,pi' },
  },
  allowPositionals: true,
});

const benches = { fanout, files } as const;
const known = Object.keys(benches);
const wanted = positionals.length > 0 ? positionals : known;
const strange = wanted.find((name) => !known.includes(name));
if (strange !== undefined) {
  console.error(`There is no bench “${strange}”. There is: ${known.join(', ')}.`);
  process.exit(2);
}
if (wanted.includes('fanout')) await benches.fanout();
if (wanted.includes('files')) await benches.files();
process.exit(0);

/** With the mock model and the contestants of the folder beside the project, where there is one. */
async function fanout(): Promise<void> {
  const usual = join(root, '..', 'shared', 'perf');
  const anchors = values.anchors ?? (existsSync(join(usual, 'mock.mjs')) ? usual : undefined);
  await measureFanouts({
    counts: values.n.split(',').map(Number),
    rounds: Number(values.rounds ?? 3),
    anchors,
    peers: values.peers === 'all' ? 'all' : values.peers.split(','),
  });
}

async function files(): Promise<void> {
  await measureFiles({ files: Number(values.files), rounds: Number(values.rounds ?? 5) });
}
