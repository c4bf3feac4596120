import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** A copy of the demo folder with a state folder beside it, in a temporary place. */
export interface Desk {
  readonly workspace: string;
  readonly state: string;
  remove(): void;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly ended: Promise<Ended>;
  /** Resolves once stderr holds the text; rejects if the program ends before. */
  sees(text: string): Promise<void>;
  kill(signal: NodeJS.Signals): void;
  closeStdout(): void;
}

export function openDesk(): Desk {
  const place = mkdtempSync(join(tmpdir(), 'muster-cli-'));
  const [workspace, state] = [join(place, 'workspace'), join(place, 'state')];
  mkdirSync(workspace);
  cpSync(join(root, 'media', 'demo-workspace'), workspace, { recursive: true });
  return { workspace, state, remove: () => rmSync(place, { recursive: true, force: true }) };
}

/** Every file of a folder by its path, with its text. */
export function filesOf(folder: string): Map<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(paths.sort().map((path) => [relative(folder, path), readFileSync(path, 'utf8')]));
}

/** Paths outside `output/` that are not as they were. */
export function changedOutsideOutput(before: Map<string, string>, after: Map<string, string>): string[] {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => !path.startsWith('output/') && before.get(path) !== after.get(path));
}

/** Starts the real program in a folder, with none of the keys of whoever runs the tests. */
export function startMuster(
  desk: Desk,
  args: readonly string[],
  options: { readonly env?: Readonly<Record<string, string>>; readonly input?: string } = {},
): Started {
  const env = { PATH: process.env.PATH ?? '', HOME: desk.state, ...options.env };
  const place = ['--workspace', desk.workspace, '--state', desk.state];
  const child = spawn(process.execPath, [join(root, 'src', 'cli.ts'), ...args, ...place], { env });
  let [stdout, stderr] = ['', ''];
  const watchers = new Set<() => void>();
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
    for (const watcher of watchers) watcher();
  });
  child.stdin.end(options.input ?? '');
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  const sees = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (stderr.includes(text)) resolve();
      };
      watchers.add(look);
      look();
      void ended.then(() => reject(new Error(`It ended without "${text}":\n${stderr}`)));
    });
  return { ended, sees, kill: (signal) => child.kill(signal), closeStdout: () => child.stdout.destroy() };
}

/** Runs the real program to its end. */
export function muster(...parameters: Parameters<typeof startMuster>): Promise<Ended> {
  return startMuster(...parameters).ended;
}
