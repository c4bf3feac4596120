import { z } from 'zod';
import type { DescribedFiles } from './batchReport.ts';
import { parseJson } from './conversation.ts';
import { readFileText } from './toolText.ts';

const ResultLine = z.looseObject({
  items: z.array(z.string()),
  outcome: z.string(),
  summary: z.string(),
  reason: z.string().optional(),
});

/** What the results of a batch, as a `read_file` showed them, say of each item, in the order of the items. */
export function descriptionsIn(text: string, items: readonly string[]): DescribedFiles {
  const results = readFileText(text)
    .text.split('\n')
    .flatMap((line) => parseJson(line, ResultLine) ?? []);
  return items.map((path) => {
    const result = results.find((candidate) => candidate.items.includes(path));
    if (result === undefined) return { path, problem: 'no result' };
    const { outcome, summary, reason } = result;
    return outcome === 'completed'
      ? { path, line: summary }
      : { path, problem: `${outcome}: ${reason ?? summary}` };
  });
}
