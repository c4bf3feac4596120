import { createInterface } from 'node:readline';
import { openJournal } from '../../../src/workspace/journal/journalFile.ts';

// A program: another window at work on a run. It records each fact it is told, and ends the run when it is told no more.
const [state = '', runId = ''] = process.argv.slice(2);
const journal = await openJournal(state, runId);
for await (const fact of createInterface({ input: process.stdin })) {
  journal.append(JSON.parse(fact));
  process.stdout.write('recorded\n');
}
journal.close();
