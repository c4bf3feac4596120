import type * as vscode from 'vscode';

export interface Throttled extends vscode.Disposable {
  /** Calls the action once within the interval, however often it is asked. */
  soon(): void;
  /** Calls the action at once. */
  now(): void;
}

/** Bundles a burst of changes into one action per interval, which may depend on how much there is to do. */
export function throttled(action: () => void, intervalMs: number | (() => number)): Throttled {
  let timer: NodeJS.Timeout | undefined;
  const stop = () => {
    clearTimeout(timer);
    timer = undefined;
  };
  const now = () => {
    stop();
    action();
  };
  return {
    now,
    soon: () => {
      timer ??= setTimeout(now, typeof intervalMs === 'number' ? intervalMs : intervalMs());
    },
    dispose: stop,
  };
}
