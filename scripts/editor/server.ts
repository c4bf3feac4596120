import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { atEnd } from '../lifetime.ts';
import { run } from '../run.ts';

export interface ServerOptions {
  /** The browser build's folder. */
  readonly build: string;
  /** Holds the settings, the extensions and all state of this server. */
  readonly dataDir: string;
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** Whether every folder is trusted; if not, VS Code asks about each. */
  readonly trust: boolean;
  /** Lets a page start the in-host suites; notifications show no toasts then. */
  readonly testDriver?: boolean;
  readonly env?: NodeJS.ProcessEnv;
}

export interface Server {
  readonly port: number;
  /** Resolves when the server has ended, by itself or through `close`. */
  readonly ended: Promise<void>;
  /** Ends the server and every process it started. */
  close(): Promise<void>;
}

/** Starts VS Code's server on 127.0.0.1 and answers when it listens. It never outlives this process. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const args = [
    join(options.build, 'out', 'server-main.js'),
    ...['--host', '127.0.0.1', '--port', String(options.port ?? 0)],
    ...['--server-data-dir', options.dataDir, '--telemetry-level', 'off'],
    ...['--without-connection-token', '--accept-server-license-terms'],
    ...(options.trust ? ['--disable-workspace-trust'] : []),
    ...(options.testDriver ? ['--enable-smoke-test-driver'] : []),
  ];
  const child = spawn(process.execPath, args, {
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...cleanEnvironment(), ...options.env },
  });
  const forget = atEnd(() => killTree(child));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const close = async () => {
    killTree(child);
    await ended;
    forget();
  };
  try {
    return { port: await listeningPort(child), ended, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Installs a packaged extension into a server's data folder. */
export async function installExtension(build: string, dataDir: string, vsix: string): Promise<void> {
  const args = [
    join(build, 'out', 'server-main.js'),
    '--server-data-dir',
    dataDir,
    '--install-extension',
    vsix,
  ];
  const code = await run(process.execPath, [...args, '--accept-server-license-terms'], {
    quiet: true,
    env: cleanEnvironment(),
  });
  if (code !== 0) throw new Error(`${vsix} could not be installed.`);
}

/** What a shell inside VS Code exports would make this server believe that it is a part of that VS Code. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const isForeign = (name: string) => /^(VSCODE_|ELECTRON_|NODE_OPTIONS$)/.test(name);
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isForeign(name)));
}

function listeningPort(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let output = '';
    const fail = (reason: string) => reject(new Error(`VS Code's server ${reason}.\n${output}`));
    const timer = setTimeout(() => fail('did not listen within a minute'), 60_000);
    const read = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-10_000);
      const port = /agent listening on (\d+)/.exec(output)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(Number(port));
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', reject);
    child.once('exit', () => {
      clearTimeout(timer);
      fail('ended at once');
    });
  });
}

function killTree(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32')
      execFileSync('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore' });
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // All of its processes have ended already.
  }
}
