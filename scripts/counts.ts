import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What came out of one part of the tests. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

/** The environment variable that tells a mocha run which file its counts go to. */
export const countsVariable = 'MUSTER_TEST_COUNTS';

/**
 * Runs one part of the tests, which leaves its counts in the file it is given and answers whether it ended well. A part
 * that broke off, or that had no tests at all, counts as one failure.
 */
export async function counted(part: string, runPart: (file: string) => Promise<boolean>): Promise<Counts> {
  console.log(`\n— ${part} tests`);
  const folder = mkdtempSync(join(tmpdir(), 'muster-counts-'));
  const file = join(folder, 'counts.json');
  try {
    const ok = await runPart(file).catch(complain);
    const { passed, failed } = readCounts(file);
    if (failed > 0) return { passed, failed };
    if (passed === 0) console.error(`No ${part} test ran.`);
    else if (!ok) console.error(`The ${part} tests broke off.`);
    return { passed, failed: ok && passed > 0 ? 0 : 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function complain(error: unknown): boolean {
  console.error(error);
  return false;
}

function readCounts(file: string): Counts {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { passed: 0, failed: 0 };
}
