import { spawn } from 'node:child_process';
import { ToolError } from '../../core/agent/tool.ts';
import { errorCode } from '../confinement/identity.ts';

export interface Search {
  readonly rgPath: string;
  readonly folder: string;
  readonly options: readonly string[];
  /** Ends each record: a line feed, or NUL for lists of paths. */
  readonly separator: '\n' | '\0';
}

const timeLimitMs = 20_000;
const longestRecord = 64 * 1024;
/** Never an option that runs another program, follows links or leaves linear time. */
const always = [
  '--no-config',
  '--no-messages',
  '--no-require-git',
  '--color=never',
  '--threads=2',
  '--hidden',
];

/**
 * Runs ripgrep in a folder and hands over each record of its output. `onRecord` returns false to stop early.
 * Resolves with `partial` if some files could not be read; throws `ToolError` if it cannot run, takes too long or
 * rejects a pattern.
 */
export async function ripgrep(
  search: Search,
  onRecord: (record: string) => boolean,
  signal: AbortSignal,
): Promise<'complete' | 'partial'> {
  signal.throwIfAborted();
  const child = spawn(search.rgPath, [...always, ...search.options], {
    cwd: search.folder,
    env: cleanEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  let end: 'ran' | 'stopped' | 'aborted' | 'late' = 'ran';
  const stop = (reason: typeof end) => {
    if (end === 'ran') end = reason;
    child.kill('SIGKILL');
  };
  const onAbort = () => stop('aborted');
  const timer = setTimeout(() => stop('late'), timeLimitMs);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const closed = new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    const splitter = new RecordSplitter(search.separator, (record) => {
      if (end === 'ran' && !onRecord(record)) stop('stopped');
    });
    let complaint = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => splitter.push(text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(0, 1000);
    });
    const code = await closed;
    signal.throwIfAborted();
    splitter.end();
    if (isLate(end)) throw new ToolError('The search took longer than 20 seconds; narrow it.');
    if (code === 2 && complaint.trim() !== '')
      throw new ToolError(`The search was refused: ${complaint.trim()}`);
    return code === 2 ? 'partial' : 'complete';
  } catch (error) {
    if (error instanceof ToolError || signal.aborted) throw error;
    throw new ToolError(`The search program could not be started (${errorCode(error)}).`);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}

/** The value is set by callbacks, which narrowing by the compiler does not see. */
function isLate(end: string): boolean {
  return end === 'late';
}

/** Nothing of our environment, keys least of all, reaches the search program. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const { SystemRoot } = process.env;
  return SystemRoot === undefined ? {} : { SystemRoot };
}

/** Cuts a stream into records and each record to a bounded length. */
class RecordSplitter {
  readonly #separator: string;
  readonly #onRecord: (record: string) => void;
  #record = '';

  constructor(separator: string, onRecord: (record: string) => void) {
    this.#separator = separator;
    this.#onRecord = onRecord;
  }

  push(text: string): void {
    const parts = text.split(this.#separator);
    for (const [index, part] of parts.entries()) {
      if (this.#record.length < longestRecord) this.#record += part.slice(0, longestRecord);
      if (index < parts.length - 1) this.#flush();
    }
  }

  end(): void {
    if (this.#record !== '') this.#flush();
  }

  #flush(): void {
    const record = this.#record;
    this.#record = '';
    this.#onRecord(record);
  }
}
