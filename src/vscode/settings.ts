import * as vscode from 'vscode';
import { z } from 'zod';
import { ApprovalMode } from '../core/human/approvalRules.ts';

/** What the user set under `muster`. A workspace cannot set any of it: every setting has application scope. */
export const Settings = z.object({
  model: z.string().trim(),
  childModel: z.string().trim(),
  approval: ApprovalMode.exclude(['none', 'all']),
  limits: z.object({
    children: z.number().int().min(0).max(1000),
    concurrency: z.number().int().min(1).max(64),
    depth: z.number().int().min(0).max(3),
    deadlineSeconds: z.number().min(1),
    turns: z.number().int().min(1),
    tokens: z.number().int().min(1),
  }),
});
export type Settings = z.infer<typeof Settings>;

/** Reads the user's own values. Throws an error naming the setting when one is out of bounds. */
export function readSettings(): Settings {
  const parsed = Settings.safeParse({
    model: own('model'),
    childModel: own('childModel'),
    approval: own('approval'),
    limits: {
      children: own('limits.children'),
      concurrency: own('limits.concurrency'),
      depth: own('limits.depth'),
      deadlineSeconds: own('limits.deadline'),
      turns: own('limits.turns'),
      tokens: own('limits.tokens'),
    },
  });
  if (parsed.success) return parsed.data;
  throw new Error(`A Muster setting is not usable. ${z.prettifyError(parsed.error)}`);
}

/** The address of the compatible endpoint, or nothing. It is asked for in the middle of runs, so it never throws. */
export function readCompatibleBaseUrl(): string {
  return z.string().trim().catch('').parse(own('compatible.baseUrl'));
}

/** The user's value or the default; values of a workspace or folder do not count even if the editor let them in. */
function own(name: string): unknown {
  const inspected = vscode.workspace.getConfiguration('muster').inspect(name);
  return inspected?.globalValue ?? inspected?.defaultValue;
}
