import { z } from 'zod';
import type { RequestDraft } from './request.ts';

/** What a person allowed beforehand: `edits` and `all` let changes to unprotected files through, `none` nothing. */
export const ApprovalMode = z.enum(['ask', 'none', 'edits', 'all']);
export type ApprovalMode = z.infer<typeof ApprovalMode>;

export type Decision =
  | { readonly kind: 'allow' }
  | { readonly kind: 'ask' }
  | { readonly kind: 'deny'; readonly reason: string };

/**
 * Whether a request needs a person. Protected files, trust and higher limits always do, whatever is approved
 * beforehand; `all` lets many children start within the limits.
 */
export function decide(draft: RequestDraft, mode: ApprovalMode): Decision {
  if (draft.kind !== 'change') {
    const isWithinLimits = draft.kind === 'spawn' && draft.newLimit === undefined;
    return { kind: isWithinLimits && mode === 'all' ? 'allow' : 'ask' };
  }
  if (mode === 'none') return { kind: 'deny', reason: 'this run approves nothing outside its open areas' };
  if (mode === 'ask' || draft.changes.some((change) => change.isProtected)) return { kind: 'ask' };
  return { kind: 'allow' };
}
