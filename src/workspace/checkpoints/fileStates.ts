import { ToolError } from '../../core/agent/tool.ts';
import { type RestorePlace, restoreTarget } from './restoreTarget.ts';

/** What one file is now: as before its change, as after it, or something else. */
export interface FileState {
  readonly path: string;
  readonly state: 'before' | 'after' | 'other';
}

/** A file that was to change. Bytes stand for by their SHA-256; null where there is no file. */
export interface FileStep {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** What each of the files is now, in their order; one that cannot be looked at is another one. */
export async function fileStates(
  place: Pick<RestorePlace, 'workspace' | 'openFiles'>,
  files: readonly FileStep[],
  signal: AbortSignal,
): Promise<readonly FileState[]> {
  const states: FileState[] = [];
  for (const { path, before, after } of files) {
    const hash = await hashNow(place, path, signal);
    const state = hash === after ? 'after' : hash === before ? 'before' : 'other';
    states.push({ path, state });
  }
  return states;
}

async function hashNow(...parameters: Parameters<typeof restoreTarget>) {
  try {
    const target = await restoreTarget(...parameters);
    return typeof target === 'string' ? undefined : (target.now?.hash ?? null);
  } catch (error) {
    if (error instanceof ToolError) return undefined;
    throw error;
  }
}
