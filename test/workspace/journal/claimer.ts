import { parentPort, workerData } from 'node:worker_threads';
import { claimJournal } from '../../../src/workspace/journal/journalWriter.ts';

// A program: claims one journal after the other, each at the same moment as all other claimers do.
const folders: readonly string[] = workerData.folders;
const arrived = new Int32Array(workerData.arrived);
const outcomes = folders.map((folder, round) => {
  Atomics.add(arrived, round, 1);
  // Spinning keeps the moment the same; a claimer that is woken up comes late.
  while (Atomics.load(arrived, round) < workerData.claimers);
  try {
    claimJournal(folder);
    return 'claimed';
  } catch (error) {
    return error instanceof Error ? error.constructor.name : 'unknown';
  }
});
parentPort?.postMessage(outcomes);
