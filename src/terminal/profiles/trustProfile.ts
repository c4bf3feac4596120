import { ToolError } from '../../core/agent/tool.ts';
import { revealed, safeLine, safeText } from '../../core/human/safeText.ts';
import type { FoundProfile, Profiles } from '../../core/spawn/profile.ts';
import { type Keyboard, pressedKey } from '../asking/keys.ts';
import { exitCode } from '../exitCode.ts';
import { type Paint, plainPaint } from '../screen/paint.ts';
import { profileFileText } from './profileFileText.ts';

/** What it takes to let a person trust a profile. */
export interface TrustParts {
  readonly profiles: Profiles;
  /** Prints the profile's file. */
  readonly print: (text: string) => void;
  /** Says what came of it. */
  readonly say: (text: string) => void;
  /** There if a person can be asked. Without one the command is the person's word. */
  readonly person:
    | { readonly input: Keyboard; readonly paint: Paint; readonly interrupt: () => void }
    | undefined;
}

/**
 * Shows a profile's file and records trust in exactly these bytes. A person at a terminal is asked first. Resolves with
 * the exit code; rejects when `signal` aborts, with nothing trusted.
 */
export async function trustProfile(name: string, parts: TrustParts, signal: AbortSignal): Promise<number> {
  const { profiles, print, say, person } = parts;
  const found = await profiles.find(name);
  if (!found) {
    say(
      `There is no profile "${shown(name)}". There are: ${(await profiles.list()).map(nameOf).join(', ')}.\n`,
    );
    return exitCode.usage;
  }
  if (found.kind === 'broken') {
    say(
      `${safeText(found.message)}\nThe profile ${shown(found.name)} cannot be used until its file is corrected.\n`,
    );
    return exitCode.failed;
  }
  const { source } = found;
  if (source.kind === 'builtIn') {
    say(`The profile ${shown(name)} is built in; there is nothing to trust.\n`);
    return exitCode.ok;
  }
  const { heading, file } = profileFileText(source, person?.paint ?? plainPaint);
  print(`${[...heading, ...file].join('\n')}\n`);
  if (source.isTrusted) {
    say(`The profile ${shown(name)} is already trusted, as it is now.\n`);
    return exitCode.ok;
  }
  if (person && !(await agrees(name, person, say, signal))) {
    say('Not trusted.\n');
    return exitCode.failed;
  }
  signal.throwIfAborted();
  try {
    await profiles.trust(found.profile.name, source.path, source.hash);
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    say(`${safeText(error.message)}\n`);
    return exitCode.failed;
  }
  say(`Trusted: agents may use ${shown(name)} until its file changes.\n`);
  return exitCode.ok;
}

async function agrees(
  name: string,
  { input, interrupt }: NonNullable<TrustParts['person']>,
  say: TrustParts['say'],
  signal: AbortSignal,
): Promise<boolean> {
  say(`Trust ${shown(name)} with exactly this text? [y]es  [n]o > `);
  const key = await pressedKey(input, { wanted: ['y', 'n'], interrupt }, signal);
  say(`${key}\n`);
  return key === 'y';
}

const nameOf = (found: FoundProfile) => shown(found.kind === 'found' ? found.profile.name : found.name);

const shown = (text: string) => revealed(safeLine(text));
