import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A mock model, the files that children read, and contestants made by others. */
export interface Anchors {
  readonly mock: string;
  readonly files: string;
  /** The modules of those that can run. */
  readonly contestants: readonly { readonly name: string; readonly path: string }[];
  /** Those that cannot, each with why. */
  readonly skipped: readonly string[];
}

/** Takes what is needed of the folder `from` into `into`, and installs the packages of the wanted contestants there. */
export function prepareAnchors(from: string, into: string, wanted: readonly string[] | 'all'): Anchors {
  mkdirSync(into, { recursive: true });
  const mine = (path: string) => !path.includes('node_modules');
  for (const part of ['mock.mjs', 'shared.mjs', 'files', 'contestants']) {
    cpSync(join(from, part), join(into, part), { recursive: true, force: true, filter: mine });
  }
  const folder = join(into, 'contestants');
  const names = readdirSync(folder).filter((name) => wanted === 'all' || wanted.includes(name));
  const skipped: string[] = [];
  const contestants = names.flatMap((name) => {
    if (!install(join(folder, name))) {
      skipped.push(`${name}: its packages could not be installed`);
      return [];
    }
    return [{ name, path: join(folder, name, 'contestant.mjs') }];
  });
  return { mock: join(into, 'mock.mjs'), files: join(into, 'files'), contestants, skipped };
}

function install(folder: string): boolean {
  if (!existsSync(join(folder, 'package.json')) || existsSync(join(folder, 'node_modules'))) return true;
  const npm = (command: string) =>
    spawnSync('npm', [command, '--no-audit', '--no-fund'], {
      cwd: folder,
      stdio: 'ignore',
      shell: process.platform === 'win32',
    });
  return npm('ci').status === 0 || npm('install').status === 0;
}
