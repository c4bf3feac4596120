import type { Profiles } from '../../core/spawn/profile.ts';
import type { ProfilesCommand } from '../arguments/arguments.ts';
import { exitCode } from '../exitCode.ts';
import type { Terminal } from '../screen/terminal.ts';
import { profilesTable } from './profilesTable.ts';
import { trustProfile } from './trustProfile.ts';

/**
 * Answers `muster profiles`: lists them, or trusts the one named. Resolves with the exit code; rejects when `signal`
 * aborts while a person is asked.
 */
export async function answerProfiles(
  { trust }: ProfilesCommand,
  parts: {
    readonly profiles: Profiles;
    readonly terminal: Terminal;
    /** What Ctrl+C means while a person is asked. */
    readonly interrupt: () => void;
  },
  signal: AbortSignal,
): Promise<number> {
  const { profiles, terminal, interrupt } = parts;
  const { out, err, person, paint } = terminal;
  if (trust !== undefined) {
    const asked = person && { input: person.input, paint, interrupt };
    const ends = { print: person ? err.write : out.write, say: err.write, person: asked };
    return trustProfile(trust, { profiles, ...ends }, signal);
  }
  const found = await profiles.list();
  out.write(profilesTable(found));
  return exitCode.ok;
}
