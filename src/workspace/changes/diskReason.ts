import { errorCode } from '../confinement/identity.ts';

const words: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'no permission'],
  ['EPERM', 'no permission'],
  ['EROFS', 'the disk is read-only'],
  ['ENOSPC', 'the disk is full'],
]);

/** Why something failed, in plain words with the system's code behind, such as `the disk is full (ENOSPC)`. */
export function diskReason(error: unknown): string {
  const code = errorCode(error);
  if (code !== 'error') return `${words.get(code) ?? 'the disk refused'} (${code})`;
  return error instanceof Error ? error.message : 'unknown';
}
