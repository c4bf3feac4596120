import { Worker } from 'node:worker_threads';
import { DocumentAnswer } from './documentAnswer.ts';

const mostSeconds = 20;
const mostHeapMb = 256;
const mostGrowth = 600 * 1024 * 1024;
const lookEveryMs = 100;

/** In the sources it lies beside this file, and so it does in a bundle, where this file is always a chunk of its own. */
const thread = new URL(
  import.meta.url.endsWith('.ts') ? './documentThread.ts' : './documentThread.js',
  import.meta.url,
);

/**
 * Starts a thread, gives it the bytes and waits for its answer; whatever happens to the thread becomes a refusal.
 * Rejects only when the signal aborts, or where no thread can be started.
 */
export function askThread(bytes: Buffer, signal: AbortSignal): Promise<DocumentAnswer> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const given = new Uint8Array(bytes);
    const worker = new Worker(thread, {
      workerData: given,
      transferList: [given.buffer],
      resourceLimits: { maxOldGenerationSizeMb: mostHeapMb, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 },
      env: {},
      execArgv: [],
      stdin: false,
      // What libraries print is nobody's business.
      stdout: true,
      stderr: true,
    });
    const end = (settle: () => void) => {
      clearTimeout(timer);
      clearInterval(watch);
      signal.removeEventListener('abort', onAbort);
      worker.removeAllListeners();
      worker.on('error', () => {});
      void worker.terminate();
      settle();
    };
    const refuse = (reason: string) => end(() => resolve({ kind: 'refused', reason }));
    const onAbort = () => end(() => reject(signal.reason));
    const timer = setTimeout(
      () => refuse(`takes longer than ${mostSeconds} seconds to read; it was given up`),
      mostSeconds * 1000,
    );
    // The limit on the thread's heap does not count the bytes of its buffers.
    const before = process.memoryUsage.rss();
    const watch = setInterval(() => {
      if (process.memoryUsage.rss() - before > mostGrowth) refuse(tooMuchMemory);
    }, lookEveryMs);
    signal.addEventListener('abort', onAbort, { once: true });
    worker.once('message', (message: unknown) => end(() => resolve(answerIn(message))));
    worker.once('error', (error: unknown) => refuse(isOutOfMemory(error) ? tooMuchMemory : crashed));
    worker.once('exit', () => refuse(crashed));
  });
}

const tooMuchMemory = 'takes too much memory to read; it was given up';
const crashed = 'is damaged; reading it ended without an answer';

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}

function answerIn(message: unknown): DocumentAnswer {
  const answer = DocumentAnswer.safeParse(message);
  return answer.success ? answer.data : { kind: 'refused', reason: crashed };
}
