import { fstatSync } from 'node:fs';
import { ReadStream, WriteStream } from 'node:tty';
import type { Screen } from '../live/liveTree.ts';
import { showCursor } from '../live/liveTree.ts';
import { type Jobs, openJobs } from './jobs.ts';
import { type Output, openOutput } from './output.ts';
import { choosePaint, type Paint } from './paint.ts';

/** The three standard streams, and who sits at them. */
export interface Terminal {
  /** For what a program may read: the answer, a report, or JSON lines. */
  readonly out: Output;
  /** For people. */
  readonly err: Output;
  readonly outIsTerminal: boolean;
  /** There to draw on if stderr is a terminal that can move its cursor. */
  readonly screen: Screen | undefined;
  /** There if a person can be asked: stdin and stderr are both terminals. */
  readonly person: { readonly input: ReadStream; readonly output: WriteStream } | undefined;
  /** There if a person can press keys while a tree is drawn. A pager at the end of a pipe reads the same keyboard. */
  readonly steering: { readonly input: ReadStream; readonly jobs: Jobs } | undefined;
  /** For stderr. */
  readonly paint: Paint;
}

/** Opens the streams of a process; `onReaderGone` is called once if nobody reads stdout any more. */
export function openTerminal(host: NodeJS.Process, onReaderGone: () => void): Terminal {
  const { stdin, stdout, stderr, env } = host;
  const out = openOutput(stdout, onReaderGone);
  const err = openOutput(stderr);
  const errTerminal = stderr instanceof WriteStream ? stderr : undefined;
  const input = stdin instanceof ReadStream ? stdin : undefined;
  // That a terminal was closed is told by a signal.
  input?.on('error', () => {});
  const mayPress = errTerminal !== undefined && !isPipe(1);
  return {
    out,
    err,
    outIsTerminal: stdout instanceof WriteStream,
    screen: errTerminal && env.TERM !== 'dumb' ? screenOf(errTerminal, err, host) : undefined,
    person: errTerminal && input ? { input, output: errTerminal } : undefined,
    steering: mayPress && input ? { input, jobs: openJobs(host) } : undefined,
    paint: choosePaint(errTerminal !== undefined, env),
  };
}

function isPipe(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFIFO();
  } catch {
    return false;
  }
}

function screenOf(stream: WriteStream, err: Output, host: NodeJS.Process): Screen {
  return {
    get columns() {
      return stream.columns || 80;
    },
    get rows() {
      return stream.rows || 24;
    },
    write: err.write,
    onResize(callback) {
      const restore = () => stream.write(showCursor);
      host.on('exit', restore);
      stream.on('resize', callback);
      return () => {
        host.off('exit', restore);
        stream.off('resize', callback);
      };
    },
  };
}
