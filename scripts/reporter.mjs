import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

/** Mocha's `spec` report, and the counts for the summary in the file that `MUSTER_TEST_COUNTS` names. */
class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once('end', () => {
      const file = process.env.MUSTER_TEST_COUNTS;
      const { passes, failures } = runner.stats;
      if (file) writeFileSync(file, JSON.stringify({ passed: passes, failed: failures }));
    });
  }
}

export { CountingReporter as 'module.exports' };
