import { join } from 'node:path';
import { bundle, bundleTests } from '../bundle.ts';
import { type Counts, counted, countsVariable } from '../counts.ts';
import { desktopBuild, findDisplay, runInDesktop } from '../editor/desktop.ts';
import { runInBrowserBuild } from '../editor/inHost.ts';
import { root } from '../paths.ts';
import { runNode } from '../run.ts';
import { packageVsix } from '../vsix.ts';

const parts: Record<string, () => Promise<Counts>> = {
  unit: () => counted('unit', (file) => runMocha(file, [])),
  editor: () => counted('editor', runInEditor),
  e2e: () => counted('e2e', runClicks),
};

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(name in parts));
if (unknown.length > 0) {
  console.error(
    `There is no part named ${unknown.join(', ')}. The parts are: ${Object.keys(parts).join(', ')}.`,
  );
  process.exit(2);
}

forgetModelAccess();
let passed = 0;
let failed = 0;
await bundle('development').catch(() => {
  // esbuild has said why. Parts that need no build still run.
  failed += 1;
});
for (const [name, runPart] of Object.entries(parts)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  const counts = await runPart();
  passed += counts.passed;
  failed += counts.failed;
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

/** Tests bring their own models: none of them may reach, or depend on, the keys of whoever runs them. */
function forgetModelAccess(): void {
  for (const name of Object.keys(process.env)) {
    if (/_(API_KEY|BASE_URL)$/.test(name)) delete process.env[name];
  }
}

async function runMocha(countsFile: string, args: readonly string[]): Promise<boolean> {
  const mocha = join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
  const reporter = join(root, 'scripts', 'reporter.mjs');
  const env = { ...process.env, [countsVariable]: countsFile };
  return (await runNode(mocha, ['--reporter', reporter, ...args], { env })) === 0;
}

async function runInEditor(countsFile: string): Promise<boolean> {
  await bundleTests();
  const wanted = process.env.MUSTER_TEST_EDITOR;
  if (wanted === 'browser') return runInBrowserBuild(countsFile);
  const display = findDisplay();
  if (wanted === 'desktop') return runInDesktop(await desktopBuild(), display, countsFile);
  if (display === 'none') {
    console.log("There is no display: running in VS Code's browser build.");
    return runInBrowserBuild(countsFile);
  }
  const executable = await desktopBuild().catch((error: Error) => {
    console.log(`Desktop VS Code is out of reach (${error.message}): running in its browser build.`);
    return undefined;
  });
  return executable === undefined
    ? runInBrowserBuild(countsFile)
    : runInDesktop(executable, display, countsFile);
}

async function runClicks(countsFile: string): Promise<boolean> {
  await packageVsix();
  return runMocha(countsFile, [
    ...['--no-config', '--ui', 'tdd', '--extension', 'ts', '--timeout', '180000'],
    'test/e2e/**/*.test.ts',
  ]);
}
