import { writeFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';
import Mocha from 'mocha';

/** Called by the editor: runs every suite that was built next to this file, and rejects if a test fails. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'tdd', reporter: 'spec', timeout: 30_000 });
  Mocha.reporters.Base.consoleLog = report;
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  for await (const file of glob('**/*.test.js', { cwd: import.meta.dirname })) {
    await import(pathToFileURL(join(import.meta.dirname, file)).href);
  }
  await new Promise<void>((resolve, reject) => {
    const runner = mocha.run((failures) => {
      const countsFile = process.env.MUSTER_TEST_COUNTS;
      const counts = { passed: runner.stats?.passes ?? 0, failed: failures };
      if (countsFile !== undefined) writeFileSync(countsFile, JSON.stringify(counts));
      if (failures === 0) resolve();
      else reject(new Error(`${failures} failed`));
    });
  });
}

/** The mark tells the lines of the report from what the editor itself logs. */
function report(...args: unknown[]): void {
  for (const line of format(...args).split('\n')) {
    // biome-ignore lint/suspicious/noConsole: an editor passes on to its launcher what is logged, and nothing else.
    console.log(`│ ${line}`);
  }
}
