import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { root } from '../paths.ts';
import { run } from '../run.ts';

/** The `code` command, if there is one here that can open a window of its own. */
export function findDesktopCommand(): string | undefined {
  // Inside a remote window `code` only talks to that window, which takes no extension under development.
  if (process.env.VSCODE_IPC_HOOK_CLI) return undefined;
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return undefined;
  const name = process.platform === 'win32' ? 'code.cmd' : 'code';
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((path) => join(path, name)).find((path) => existsSync(path));
}

/** Opens a new window with the extension of this repository; answers with an exit code when it is closed. */
export function openDesktop(command: string, folder: string, profile: string): Promise<number> {
  const args = [
    folder,
    `--extensionDevelopmentPath=${root}`,
    `--user-data-dir=${profile}`,
    `--extensions-dir=${join(profile, 'extensions')}`,
    '--disable-workspace-trust',
    '--new-window',
    '--wait',
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ];
  if (process.platform !== 'win32') return run(command, args);
  // A batch file needs a shell, and the shell needs quotes.
  const line = [command, ...args].map((part) => `"${part}"`).join(' ');
  return run(line, [], { shell: true });
}
