import type { Event } from '../../core/journal/event.ts';
import { journalPieces } from './readJournal.ts';

/** What was said, which is most of a long journal. */
const talk: ReadonlySet<Event['type']> = new Set([
  'messageReceived',
  'turnStarted',
  'modelReplied',
  'toolStarted',
  'toolFinished',
]);

/** Every fact of a journal but what was said to models, by them and by their tools. Rejects as `journalPieces` does. */
export async function readFacts(path: string, signal?: AbortSignal): Promise<readonly Event[]> {
  const facts: Event[] = [];
  for await (const { lines } of journalPieces(path, signal))
    facts.push(...lines.flatMap(({ event }) => (talk.has(event.type) ? [] : event)));
  return facts;
}
