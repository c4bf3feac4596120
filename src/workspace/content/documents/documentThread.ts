import { parentPort, workerData } from 'node:worker_threads';
import { extractText } from './extractText.ts';

/** The whole of the thread: it is given the bytes of one document, answers with its text, and is done. */
parentPort?.postMessage(
  workerData instanceof Uint8Array
    ? await extractText(workerData)
    : { kind: 'refused', reason: 'did not arrive where it should be read' },
);
