import type { Report } from '../core/agent/report.ts';

/** What the program ends with, for scripts to read. */
export const exitCode = { ok: 0, failed: 1, usage: 2, cancelled: 130 } as const;

export function exitCodeOf(outcome: Report['outcome']): number {
  if (outcome === 'completed') return exitCode.ok;
  return outcome === 'cancelled' ? exitCode.cancelled : exitCode.failed;
}
