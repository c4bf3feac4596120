import * as fs from 'node:fs';
import * as nodePath from 'node:path';
import type { Emit, Event, JournalLine } from '../../core/journal/event.ts';
import { diskReason } from '../changes/diskReason.ts';
import { errorCode, type Identity, identityOf, sameIdentity } from '../confinement/identity.ts';
import { inlineBytes, storeBlobs } from './journalBlobs.ts';
import { JournalError, journalName, lineHash, runIdPattern } from './journalLine.ts';
import { claimJournal } from './journalWriter.ts';
import { journalPieces } from './readJournal.ts';

/** The append-only file of one run, written by one process. */
export interface Journal {
  readonly path: string;
  /**
   * Written when it returns; the facts that effects and answers rest on are synced to the disk.
   * Throws `JournalError` if not, and from then on every time.
   */
  append(event: Event): JournalLine;
  close(): void;
}

/** The few disk calls of an append, an argument so that each can be made to fail. */
export interface JournalDisk {
  write(file: number, bytes: Uint8Array): number;
  sync(file: number): void;
}

const realJournalDisk: JournalDisk = { write: fs.writeSync, sync: fs.fdatasyncSync };

/** Facts that effects and answers rest on: these are on the disk itself before the run goes on. */
const syncedTypes: ReadonlySet<string> = new Set([
  'runStarted',
  'fileChanging',
  'fileRestoring',
  'requestAnswered',
  'runFinished',
]);

/**
 * Opens the journal of a run, new or to be continued. A torn last line is moved aside into a file of its own.
 * Rejects with `JournalError` for a damaged journal, a newer one, one that is being written, and a state folder that is
 * a link.
 */
export async function openJournal(
  directory: string,
  runId: string,
  options: { readonly now?: () => Date; readonly disk?: JournalDisk } = {},
): Promise<Journal> {
  const now = options.now ?? (() => new Date());
  const disk = options.disk ?? realJournalDisk;
  if (!runIdPattern.test(runId)) throw new JournalError('The id of the run is not one of ours.');
  const { folder, path, file, identity, seq, prev, release } = await open(directory, runId).catch(unusable);
  const state = { seq, prev, isBroken: false };

  const write = (event: Event): JournalLine => {
    verifyPlace(path, identity);
    const line: JournalLine = { v: 1, seq: state.seq, t: now().toISOString(), prev: state.prev, event };
    const whole = lineBytes(line);
    // A line that is short holds no text that is long.
    const isShort = whole.length <= inlineBytes;
    const bytes = isShort ? whole : lineBytes({ ...line, event: storeBlobs(event, folder) });
    if (disk.write(file, bytes) !== bytes.length) throw new JournalError('A line was written only in part.');
    if (syncedTypes.has(event.type)) disk.sync(file);
    state.seq += 1;
    state.prev = lineHash(bytes.subarray(0, -1));
    return line;
  };
  return {
    path,
    append: (event) => {
      if (state.isBroken) throw new JournalError('The journal failed before; nothing more can be recorded.');
      state.isBroken = true;
      const line = attempt(() => write(event));
      state.isBroken = false;
      return line;
    },
    close: () => {
      const isWhole = !state.isBroken;
      state.isBroken = true;
      try {
        if (isWhole) attempt(() => disk.sync(file));
      } finally {
        fs.closeSync(file);
        release();
      }
    },
  };
}

/** Appends, and shows each line to those who look on, if there is anybody. */
export function recorder(journal: Journal, onLine?: (line: JournalLine) => void): Emit {
  return (event) => {
    const line = journal.append(event);
    onLine?.(line);
  };
}

const lineBytes = (line: object) => Buffer.from(`${JSON.stringify(line)}\n`, 'utf8');

interface Opened {
  readonly folder: string;
  readonly path: string;
  readonly file: number;
  readonly identity: Identity;
  readonly seq: number;
  readonly prev: string;
  /** Says that this process does not write it any more. */
  release(): void;
}

async function open(directory: string, runId: string): Promise<Opened> {
  const folder = nodePath.join(directory, runId);
  const path = nodePath.join(folder, journalName);
  makeOwnFolder(directory);
  makeOwnFolder(folder);
  const { release } = claimJournal(folder);
  try {
    return { folder, path, release, ...(await openFile(path)) };
  } catch (error) {
    release();
    throw error;
  }
}

async function openFile(path: string): Promise<Pick<Opened, 'file' | 'identity' | 'seq' | 'prev'>> {
  const { O_APPEND, O_CREAT, O_RDWR, O_NOFOLLOW } = fs.constants;
  const file = fs.openSync(path, O_RDWR | O_APPEND | O_CREAT | (O_NOFOLLOW ?? 0), 0o600);
  try {
    const stats = fs.fstatSync(file, { bigint: true });
    if (!stats.isFile() || stats.nlink > 1n) throw new JournalError('The journal is not a file of its own.');
    return { file, identity: identityOf(stats), ...(await continuation(path, file)) };
  } catch (error) {
    fs.closeSync(file);
    throw error;
  }
}

/** A journal that was removed or moved away would still take lines, and lose them without a word. */
function verifyPlace(path: string, identity: Identity): void {
  const stats = fs.lstatSync(path, { bigint: true, throwIfNoEntry: false });
  if (!sameIdentity(stats && identityOf(stats), identity))
    throw new JournalError('The journal was removed or replaced.');
}

async function continuation(path: string, file: number): Promise<Pick<Opened, 'seq' | 'prev'>> {
  let [seq, prev] = [0, ''];
  for await (const { problems, count, lastHash, tail } of journalPieces(path)) {
    const damage = problems.find(({ isDamage }) => isDamage);
    if (damage !== undefined)
      throw new JournalError(`The journal is damaged at line ${damage.seq}: ${damage.reason}.`);
    [seq, prev] = [count, lastHash];
    if (tail) moveAside(tail, { path, file, seq });
  }
  return { seq, prev };
}

/** Whoever wrote the torn last line died in it; the next line must not be glued to it. */
function moveAside(tail: Buffer, { path, file, seq }: { path: string; file: number; seq: number }): void {
  fs.writeFileSync(`${path}.torn-${seq}-${lineHash(tail).slice(0, 8)}`, tail, { mode: 0o600 });
  fs.ftruncateSync(file, fs.fstatSync(file).size - tail.length);
}

function makeOwnFolder(path: string): void {
  // One at a time: asked for all at once, Node never comes back where a disk answers that a parent is missing.
  for (const folder of missingFolders(path)) {
    try {
      fs.mkdirSync(folder, { mode: 0o700 });
    } catch (error) {
      if (errorCode(error) === 'EEXIST') continue;
      throw new JournalError(`The folder "${folder}" cannot be made: ${diskReason(error)}.`, {
        cause: error,
      });
    }
  }
  if (!fs.lstatSync(path).isDirectory())
    throw new JournalError(`The state folder "${path}" is a link or a file; it is not used.`);
}

/** The folders of a path that do not exist yet, outermost first. */
function missingFolders(path: string): readonly string[] {
  if (fs.lstatSync(path, { throwIfNoEntry: false }) !== undefined) return [];
  const parent = nodePath.dirname(path);
  return parent === path ? [path] : [...missingFolders(parent), path];
}

function attempt<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    return unusable(error);
  }
}

function unusable(error: unknown): never {
  if (error instanceof JournalError) throw error;
  const reason = error instanceof Error ? error.message : 'unknown';
  throw new JournalError(`The journal cannot be written: ${reason}`, { cause: error });
}
