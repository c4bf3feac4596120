import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * Where the journals of a workspace are kept: outside of it, in a folder named by a hash of its canonical path, so
 * that no two workspaces share one.
 */
export function stateDirectory(workspace: string, env: Readonly<Record<string, string | undefined>>): string {
  const given = env.XDG_STATE_HOME;
  const base = given && isAbsolute(given) ? given : join(homedir(), '.local', 'state');
  return join(base, 'muster', createHash('sha256').update(workspace).digest('hex').slice(0, 32));
}
