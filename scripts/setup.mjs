import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

// Plain JavaScript and built-in modules only: this file runs on any Node from 18 on, before anything is installed.
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'node_modules', '.bin');
const ownNode = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

/** Runs a task of this folder under the project's own Node, after installing whatever the lockfile asks for. */
export async function launch(task) {
  if (!isInstalled()) await install();
  const node = chooseNode();
  const path = join(root, 'scripts', task);
  const searchPath = [bin, process.env.PATH ?? ''].join(delimiter);
  if (node === process.execPath || realpathSync(node) === realpathSync(process.execPath)) {
    process.env.PATH = searchPath;
    whenAbandoned(() => process.kill(process.pid, 'SIGTERM'));
    await import(pathToFileURL(path).href);
    return;
  }
  const env = { ...process.env, PATH: searchPath };
  const child = spawn(node, [path, ...process.argv.slice(2)], { stdio: 'inherit', env });
  // A terminal sends Ctrl+C to the child as well; it decides how to end, and this process follows.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  const stopWatching = whenAbandoned(() => child.kill('SIGTERM'));
  process.exitCode = await exitCode(child);
  stopWatching();
}

/**
 * Calls back when the shell that npm put in between is gone: asked to terminate, npm ends that shell, and the shell tells
 * nobody. Returns a function that stops watching.
 */
function whenAbandoned(callback) {
  if (process.env.npm_lifecycle_event === undefined) return () => {};
  const parent = process.ppid;
  const watching = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watching);
    callback();
  }, 500);
  watching.unref();
  return () => clearInterval(watching);
}

/** True if every package of the lockfile is there in its version; those for other platforms may be absent. */
function isInstalled() {
  const installed = packagesOf(join(root, 'node_modules', '.package-lock.json'));
  const wanted = packagesOf(join(root, 'package-lock.json'));
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '' || entry.link) return true;
    const version = installed[path]?.version;
    return version === undefined ? Boolean(entry.optional || entry.devOptional) : version === entry.version;
  });
}

function packagesOf(lockfile) {
  return existsSync(lockfile) ? JSON.parse(readFileSync(lockfile, 'utf8')).packages : {};
}

async function install() {
  console.log('Installing dependencies, once (about a minute)…');
  // `npm ci` would delete the Node that is running this, if it is the project's own.
  const isOwnNode = existsSync(ownNode) && realpathSync(ownNode) === realpathSync(process.execPath);
  const args = [
    ...(isOwnNode ? ['install', '--no-save'] : ['ci']),
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  const started = Date.now();
  const ticking = setInterval(() => {
    console.log(`  still installing, ${Math.round((Date.now() - started) / 1000)} s`);
  }, 10_000);
  const code = await exitCode(spawnNpm(args));
  clearInterval(ticking);
  if (code === 0) return;
  console.error(
    `\nnpm could not install what Muster is built with (npm ${args[0]}: exit code ${code}).\n` +
      'The packages come from the npm registry: check the network, and the proxy and registry settings\n' +
      '(npm config get registry, npm config get proxy). Then run the same command again.',
  );
  process.exit(1);
}

function spawnNpm(args) {
  const options = { cwd: root, stdio: 'inherit' };
  const { npm_execpath: npm, npm_node_execpath: node } = process.env;
  if (npm?.endsWith('.js')) return spawn(node ?? process.execPath, [npm, ...args], options);
  return process.platform === 'win32'
    ? spawn(`npm.cmd ${args.join(' ')}`, { ...options, shell: true })
    : spawn('npm', args, options);
}

function chooseNode() {
  if (existsSync(ownNode) && spawnSync(ownNode, ['--version']).status === 0) return ownNode;
  if (Number.parseInt(process.versions.node, 10) >= 24) return process.execPath;
  console.error(
    'The Node 24 that Muster is built with was not installed, or does not run on this machine.\n' +
      'If npm is set to ignore install scripts, run: npm rebuild node --ignore-scripts=false\n' +
      `Otherwise run this command with Node 24 or newer (this is Node ${process.versions.node}).`,
  );
  process.exit(1);
}

function exitCode(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)));
  });
}
