import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What a shell and its terminal do with the program: it may be stopped, go on, or work in the background. */
export interface Jobs {
  /** False where reading a key would stop the program, since another one has the terminal. */
  isForeground(): boolean;
  /** Stops the program as Ctrl+Z does and calls back when it goes on, or could not be stopped. */
  suspend(onContinued: () => void): void;
  /** Ends the program as Ctrl+\ does; calls back if it could not be ended. */
  quit(onIgnored: () => void): void;
  /** Calls back each time the program was stopped and goes on; the returned function ends that. */
  onContinue(callback: () => void): () => void;
}

const lookAgainMs = 50;

/** The program and whatever was started together with it, as one job of a shell. Windows has no such thing. */
export function openJobs(host: NodeJS.Process): Jobs {
  if (host.platform === 'win32') return noJobs;
  return {
    isForeground: () => isForeground(host),
    suspend(onContinued) {
      host.kill(0, 'SIGTSTP');
      // While the program is stopped no time passes for it.
      setTimeout(onContinued, lookAgainMs);
    },
    quit(onIgnored) {
      host.kill(0, 'SIGQUIT');
      setTimeout(onIgnored, lookAgainMs);
    },
    onContinue(callback) {
      host.on('SIGCONT', callback);
      return () => host.off('SIGCONT', callback);
    },
  };
}

const noJobs: Jobs = {
  isForeground: () => true,
  suspend: (onContinued) => onContinued(),
  quit: (onIgnored) => onIgnored(),
  onContinue: () => () => {},
};

/** Whether the group of processes that has the terminal is the program's own. Where that is not known, it is. */
function isForeground(host: NodeJS.Process): boolean {
  try {
    const [own, atTerminal] = host.platform === 'linux' ? groupsOnLinux() : groupsByPs(host.pid);
    return own === undefined || atTerminal === undefined || atTerminal <= 0 || own === atTerminal;
  } catch {
    return true;
  }
}

function groupsOnLinux(): readonly number[] {
  const text = readFileSync('/proc/self/stat', 'utf8');
  const [, , own, , , atTerminal] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return [Number(own), Number(atTerminal)];
}

function groupsByPs(pid: number): readonly number[] {
  const args = ['-o', 'pgid=,tpgid=', '-p', `${pid}`];
  const text = execFileSync('/bin/ps', args, {
    encoding: 'utf8',
    timeout: 1000,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return text.trim().split(/\s+/).map(Number);
}
