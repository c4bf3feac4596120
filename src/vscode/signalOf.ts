import type * as vscode from 'vscode';

/** The editor's token as a signal. `release` lets go of the token once nobody waits any more. */
export function signalOf(token: vscode.CancellationToken): {
  readonly signal: AbortSignal;
  readonly release: () => void;
} {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  const listening = token.onCancellationRequested(() => controller.abort());
  return { signal: controller.signal, release: () => listening.dispose() };
}
