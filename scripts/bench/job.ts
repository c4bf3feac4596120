/** One scripted fan-out: a parent spawns `n` children at once, each reads a file `turns - 1` times and reports. */
export interface Job {
  /** The mock model's address, without the `/v1` that clients add. */
  readonly base: string;
  readonly n: number;
  /** Turns of a child in which it reads; one more is its report. */
  readonly t: number;
  readonly prompt: string;
  /** The folder with the files that children read. */
  readonly files: string;
}

/** A way to do the job. `load` imports what it needs, so that imports are not counted as the job's own time. */
export interface Contestant {
  load?(): Promise<unknown>;
  /** Does the job and resolves with the parent's last words. */
  run(job: Job): Promise<string>;
}

/** What one process reports of itself after the job; times in milliseconds, sizes in bytes. */
export interface Figures {
  readonly error?: string;
  readonly importMs: number;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly stallMs: number;
  readonly peakRss: number;
  readonly peakHeap: number;
  /** After the job and a garbage collection. */
  readonly restRss: number;
  readonly restHeap: number;
  /** After the imports, before the job. */
  readonly startHeap: number;
}

export const readTurns = 3;
export const firstTokenMs = 200;
export const tokensPerSecond = 50;
export const callTokens = 10;
export const answerTokens = 50;

const callMs = firstTokenMs + (callTokens / tokensPerSecond) * 1000;
const answerMs = firstTokenMs + (answerTokens / tokensPerSecond) * 1000;

/**
 * The wall time that nobody can beat: the parent's first turn, which comes in one piece, the turns of one child and the
 * parent's answer. A turn in which the parent waits for its children runs beside theirs and is not in it.
 */
export const idealMs = firstTokenMs + readTurns * callMs + answerMs + answerMs;
