import { existsSync } from 'node:fs';
import { join } from 'node:path';

const program = process.platform === 'win32' ? 'rg.exe' : 'rg';
const system = `${process.platform}-${process.arch}`;

/** The ripgrep that the editor brings. Its place differs between versions and builds; undefined if it is in none. */
export function ripgrepPath(appRoot: string): string | undefined {
  return ['node_modules', 'node_modules.asar.unpacked']
    .flatMap((modules) => [
      join(appRoot, modules, '@vscode', 'ripgrep-universal', 'bin', system, program),
      join(appRoot, modules, '@vscode', `ripgrep-${system}`, 'bin', program),
      join(appRoot, modules, '@vscode', 'ripgrep', 'bin', program),
    ])
    .find((path) => existsSync(path));
}
