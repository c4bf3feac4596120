const cleanups = new Set<() => void>();
let listening = false;

/**
 * Runs `cleanup` when this process ends, in whatever way short of being killed: at its end, on Ctrl+C and when it is
 * asked to terminate. Returns a function that takes the registration back.
 */
export function atEnd(cleanup: () => void): () => void {
  listen();
  cleanups.add(cleanup);
  return () => cleanups.delete(cleanup);
}

function listen(): void {
  if (listening) return;
  listening = true;
  process.once('exit', cleanUp);
  for (const [signal, number] of [
    ['SIGINT', 2],
    ['SIGTERM', 15],
    ['SIGHUP', 1],
  ] as const) {
    process.once(signal, () => process.exit(128 + number));
  }
}

function cleanUp(): void {
  for (const cleanup of [...cleanups].reverse()) cleanup();
  cleanups.clear();
}
