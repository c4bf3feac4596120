import { type ChildProcess, spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { ToolError } from '../../core/agent/tool.ts';
import { errorCode } from '../confinement/identity.ts';
import { RecordSplitter } from './recordSplitter.ts';

export interface Search {
  readonly rgPath: string;
  readonly folder: string;
  readonly options: readonly string[];
  /** Ends each record: a line feed, or NUL for lists of paths. */
  readonly separator: '\n' | '\0';
  /** Writes what it reads instead of files; its input ends when this resolves. */
  readonly input?: (write: (text: string) => void) => Promise<void>;
  readonly timeLimitMs?: number;
  /** Open files it gets, numbered from 3. */
  readonly handles?: readonly number[];
}

/** `partial`: some files could not be read. `late`: it was stopped when its time was over. */
export type SearchEnd = 'complete' | 'partial' | 'late';

/** How long one search may take in all. */
export const searchLimitMs = 20_000;

/** Never an option that runs another program, follows links or leaves linear time. */
const always = [
  '--no-config',
  '--no-messages',
  // A line of a broken ignore file may be a line of whatever that file is a link to.
  '--no-ignore-messages',
  '--no-require-git',
  '--color=never',
  '--hidden',
];
const mostThreads = 4;

/** How many threads one search takes: what there is, but never so many that ten agents stop a laptop. */
export const searchThreads = (): number => Math.min(mostThreads, availableParallelism());

/** Runs ripgrep as `ripgrepFor` does, for those who need all it finds: throws `ToolError` if it takes too long. */
export async function ripgrep(
  search: Search,
  onRecord: (record: string) => boolean,
  signal: AbortSignal,
): Promise<'complete' | 'partial'> {
  const end = await ripgrepFor(search, onRecord, signal);
  if (end === 'late') throw new ToolError('The search took longer than 20 seconds; narrow it.');
  return end;
}

/**
 * Runs ripgrep in a folder and hands over each record of its output. `onRecord` returns false to stop early. Resolves
 * with how it ended; throws `ToolError` if it cannot run or rejects a pattern. No process is left behind.
 */
export async function ripgrepFor(
  search: Search,
  onRecord: (record: string) => boolean,
  signal: AbortSignal,
): Promise<SearchEnd> {
  signal.throwIfAborted();
  const child = spawn(search.rgPath, [...always, `--threads=${searchThreads()}`, ...search.options], {
    cwd: search.folder,
    env: cleanEnvironment(),
    stdio: [search.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe', ...(search.handles ?? [])],
    windowsHide: true,
  });
  const state = { end: 'ran' };
  const stop = (reason: 'stopped' | 'aborted' | 'late') => {
    if (state.end === 'ran') state.end = reason;
    child.kill('SIGKILL');
  };
  const onAbort = () => stop('aborted');
  const timer = setTimeout(() => stop('late'), search.timeLimitMs ?? searchLimitMs);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const splitter = new RecordSplitter(search.separator, (record) => {
      if (state.end === 'ran' && !onRecord(record)) stop('stopped');
    });
    const { code, complaint } = await outcome(child, splitter, search.input);
    signal.throwIfAborted();
    // What a killed process left unfinished is not a record.
    if (state.end === 'ran') splitter.end();
    if (state.end === 'late') return 'late';
    if (state.end === 'ran' && code === 2 && complaint !== '')
      throw new ToolError(`The search was refused: ${complaint}`);
    return code === 2 ? 'partial' : 'complete';
  } catch (error) {
    if (error instanceof ToolError || signal.aborted) throw error;
    throw new ToolError(`The search program could not be started (${errorCode(error)}).`);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}

async function outcome(
  child: ChildProcess,
  splitter: RecordSplitter,
  input: Search['input'],
): Promise<{ readonly code: number | null; readonly complaint: string }> {
  let complaint = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => splitter.push(text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(0, 1000);
  });
  const closed = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [code] = await Promise.all([closed, feed(child, input)]);
  return { code, complaint: withoutAdvice(complaint).trim() };
}

/** The program's advice names options of its own, which no tool has. */
function withoutAdvice(complaint: string): string {
  return complaint.split(/^Consider enabling /m)[0] ?? '';
}

async function feed(child: ChildProcess, input: Search['input']): Promise<void> {
  const { stdin } = child;
  if (stdin === null || input === undefined) return;
  // It may end before it has read everything.
  stdin.on('error', () => {});
  try {
    await input((text) => stdin.write(text));
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  } finally {
    stdin.end();
  }
}

/** Nothing of our environment, keys least of all, reaches the search program. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const { SystemRoot } = process.env;
  return SystemRoot === undefined ? {} : { SystemRoot };
}
