import { spawn } from 'node:child_process';
import { root } from './paths.ts';

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Keeps the output off the terminal unless the command fails. */
  readonly quiet?: boolean;
  readonly shell?: boolean;
}

/** Runs a command to its end and answers with its exit code, 127 if there is no such command. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd ?? root,
      env: options.env ?? process.env,
      shell: options.shell ?? false,
      stdio: options.quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    });
    const output: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => output.push(chunk));
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') resolve(127);
      else reject(error);
    });
    child.once('close', (code) => {
      if (code !== 0) process.stderr.write(Buffer.concat(output));
      resolve(code ?? 1);
    });
  });
}

/** Runs a JavaScript file of an installed package under this Node, and answers with its exit code. */
export function runNode(
  file: string,
  args: readonly string[] = [],
  options: RunOptions = {},
): Promise<number> {
  return run(process.execPath, [file, ...args], options);
}

/** Runs npm, wherever this process was started from. */
export function runNpm(args: readonly string[], options: RunOptions = {}): Promise<number> {
  const npm = process.env.npm_execpath;
  if (npm?.endsWith('.js')) return runNode(npm, args, options);
  return process.platform === 'win32'
    ? run('cmd.exe', ['/d', '/s', '/c', 'npm.cmd', ...args], options)
    : run('npm', args, options);
}
