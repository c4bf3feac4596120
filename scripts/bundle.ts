import { globSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { root } from './paths.ts';

/** Builds `dist/extension.js` and `dist/cli.js`; a release is minified and has no source maps. */
export async function bundle(kind: 'development' | 'release'): Promise<void> {
  const release = kind === 'release';
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  const shared = { ...bundleOptions, minify: release, sourcemap: release ? false : ('linked' as const) };
  await Promise.all([build({ ...shared, ...entries('extension') }), build({ ...shared, ...entries('cli') })]);
}

/** A program, and beside its chunks, where these look for it, the thread in which it takes documents apart. */
export function entries(program: 'extension' | 'cli') {
  const thread = 'src/workspace/content/documents/documentThread.ts';
  return {
    entryPoints: [
      { in: `src/${program}.ts`, out: program },
      { in: thread, out: `${program}/documentThread` },
    ],
    chunkNames: `${program}/[name]-[hash]`,
  };
}

/** Builds the suites that run inside an editor to `dist/test/`, one file each, next to the `suite.js` that runs them. */
export async function bundleTests(): Promise<void> {
  const outdir = 'dist/test';
  rmSync(join(root, outdir), { recursive: true, force: true });
  const tests = globSync('test/vscode/**/*.test.ts', { cwd: root });
  await build({
    ...bundleOptions,
    entryPoints: ['test/vscode/suite.ts', ...tests],
    outbase: 'test/vscode',
    outdir,
    packages: 'external',
    sourcemap: 'linked',
  });
}

/** How everything that ships is built. */
export const bundleOptions = {
  absWorkingDir: root,
  bundle: true,
  outdir: 'dist',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  // Keeps `await import(…)` lazy: a model API's client is loaded when the first agent uses it.
  splitting: true,
  external: ['vscode', '@vscode/ripgrep'],
  // CommonJS packages inside an ES module still call `require` for Node's own modules.
  banner: {
    js: "import { createRequire as createRequireHere } from 'node:module'; const require = createRequireHere(import.meta.url);",
  },
  logLevel: 'warning',
} satisfies BuildOptions;
