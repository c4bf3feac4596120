import { join } from 'node:path';
import { root } from '../paths.ts';
import { runNode } from '../run.ts';

const checks = {
  'format and lint': ['@biomejs/biome/bin/biome', 'check', '--error-on-warnings'],
  types: ['typescript/bin/tsc', '--project', '.'],
  architecture: ['mocha/bin/mocha.js', '--no-config', '--ui', 'tdd', 'test/architecture.test.ts'],
};

const failed: string[] = [];
for (const [name, [file = '', ...args]] of Object.entries(checks)) {
  console.log(`\n— ${name}`);
  if ((await runNode(join(root, 'node_modules', file), args)) !== 0) failed.push(name);
}
console.log(failed.length === 0 ? '\nAll checks passed.' : `\nFailed: ${failed.join(', ')}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
