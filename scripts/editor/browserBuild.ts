import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { atEnd } from '../lifetime.ts';
import { root } from '../paths.ts';
import { runNpm } from '../run.ts';

const version = '4.139.1';
const home = join(root, '.cache', 'editor', `code-server-${version}`);

/**
 * The folder of VS Code's browser build, installed on first use. An installation that was interrupted is not used: it
 * gets its final name only when it is complete.
 */
export async function browserBuild(): Promise<string> {
  if (existsSync(home)) return vscodeIn(home);
  console.log("Fetching VS Code's browser build, once (about a minute)…");
  const draft = `${home}.${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  atEnd(() => rmSync(draft, { recursive: true, force: true }));
  writeFileSync(join(draft, 'package.json'), '{ "private": true }\n');
  await install(draft, [`code-server@${version}`]);
  // The package leaves its own packages to an install script that compiles native modules. None of those is needed.
  await install(vscodeIn(draft), ['--omit=dev']);
  await install(join(vscodeIn(draft), 'extensions'), ['--omit=dev']);
  finish(draft);
  return vscodeIn(home);
}

function vscodeIn(folder: string): string {
  return join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
}

async function install(cwd: string, args: readonly string[]): Promise<void> {
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const code = await runNpm(['install', ...args, ...flags], { cwd, quiet: true });
  if (code !== 0) {
    throw new Error(
      "VS Code's browser build could not be installed from the npm registry; see npm's message above.",
    );
  }
}

function finish(draft: string): void {
  try {
    renameSync(draft, home);
  } catch (error) {
    // Another process may have been quicker.
    if (!existsSync(home)) throw error;
    rmSync(draft, { recursive: true, force: true });
  }
}
