import * as vscode from 'vscode';
import { counted } from '../../core/human/amounts.ts';
import { countHidden } from '../../core/human/safeText.ts';
import type { FoundProfile, ProfileSource, Profiles } from '../../core/spawn/profile.ts';
import type { ProfileDocuments } from '../profiles/profileDocuments.ts';
import { visible } from '../visible.ts';

type ProfileFile = Extract<ProfileSource, { kind: 'file' }>;

/** Shows the file's exact text and asks whether it may tell agents what to do. True if the person trusts it. */
export async function trustProfile(
  found: FoundProfile,
  profiles: Profiles,
  documents: ProfileDocuments,
): Promise<boolean> {
  if (found.kind === 'broken' || found.source.kind === 'builtIn') return false;
  const { profile, source } = found;
  await documents.show(source.path, source.text);
  const trust = 'Trust';
  const chosen = await vscode.window.showWarningMessage(
    `Trust the profile “${visible(profile.name)}” as it is now?`,
    { modal: true, detail: trustDetail(source) },
    trust,
  );
  if (chosen !== trust) return false;
  await profiles.trust(profile.name, source.path, source.hash);
  vscode.window.setStatusBarMessage(`Muster: the profile “${visible(profile.name)}” is trusted.`, 5000);
  return true;
}

/** What a person should know besides the text: which bytes these are, and what the text does not show. */
export function trustDetail({ path, hash, text, notes }: ProfileFile): string {
  const hidden = countHidden(text);
  return [
    `${visible(path)}\nSHA-256 ${hash.slice(0, 12)}…`,
    'Its text, which is open behind this, tells agents what to do. If the file changes, you are asked again.',
    hidden === 0
      ? ''
      : `Careful: ${counted(hidden, 'character')} of it cannot be seen, or change the order of others.`,
    notes.map((note) => `- ${visible(note)}`).join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}
