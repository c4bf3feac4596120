import { z } from 'zod';

/** What the thread that takes documents apart answers. */
export const DocumentAnswer = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('text'),
    /** Such as "PDF" or "Word document". */
    what: z.string(),
    /** Such as "3 pages". */
    facts: z.array(z.string()),
    text: z.string(),
  }),
  /** `reason` ends a sentence that begins with the file's name. */
  z.object({ kind: z.literal('refused'), reason: z.string() }),
]);
export type DocumentAnswer = z.infer<typeof DocumentAnswer>;
