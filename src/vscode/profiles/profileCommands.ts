import * as vscode from 'vscode';
import type { FoundProfile, Profile, Profiles } from '../../core/spawn/profile.ts';
import { trustProfile } from '../approvals/trustProfile.ts';
import type { SuggestedModel } from '../settings/models.ts';
import { isTrusted } from '../trust.ts';
import { visible } from '../visible.ts';
import { hasFolder, openWorkspaceFile } from '../workspaceFiles.ts';
import { newProfile } from './newProfile.ts';
import { ProfileDocuments } from './profileDocuments.ts';
import { createProfileFile, pickFolder } from './profileFiles.ts';
import { type ProfileItem, profileItem } from './profileItem.ts';
import { profileText } from './profileText.ts';

/** What the profile commands work with. */
export interface ProfileParts {
  /** The profiles of the folders that are open now. */
  readonly profiles: () => Promise<Profiles>;
  /** Names of all tools that a profile can list. */
  readonly tools: readonly string[];
  readonly suggestions: readonly SuggestedModel[];
}

/** `Muster: Agent profiles…`, a list in which files can be opened and trusted, and `Muster: New agent profile…`. */
export function registerProfileCommands(parts: ProfileParts): vscode.Disposable {
  const documents = new ProfileDocuments();
  const command = (name: string, run: (profiles: Profiles) => Promise<void>) =>
    vscode.commands.registerCommand(name, async () => {
      if (!(await isTrusted()) || !hasFolder()) return;
      try {
        await run(await parts.profiles());
      } catch (error) {
        const reason = error instanceof Error ? visible(error.message) : 'an unknown fault';
        void vscode.window.showErrorMessage(`Muster could not do this: ${reason}`);
      }
    });
  return vscode.Disposable.from(
    documents,
    command('muster.agentProfiles', (profiles) => showProfiles(profiles, documents)),
    command('muster.newAgentProfile', (profiles) => newProfile(profiles, parts)),
  );
}

/** The list comes back after somebody trusted a profile or did not, since there may be more to trust. */
async function showProfiles(profiles: Profiles, documents: ProfileDocuments): Promise<void> {
  for (;;) {
    const choice = await chooseProfile(await profiles.list());
    if (choice.kind === 'none') return;
    if (choice.kind === 'new') return vscode.commands.executeCommand('muster.newAgentProfile');
    const { kind, found } = choice;
    if (kind === 'open') return openProfile(found, documents);
    await trustProfile(found, profiles, documents);
  }
}

type Choice =
  | { readonly kind: 'open'; readonly found: FoundProfile }
  | { readonly kind: 'trust'; readonly found: FoundProfile }
  | { readonly kind: 'new' }
  | { readonly kind: 'none' };

function chooseProfile(all: readonly FoundProfile[]): Promise<Choice> {
  const add = { iconPath: new vscode.ThemeIcon('add'), tooltip: 'New agent profile…' };
  const list = vscode.window.createQuickPick<ProfileItem>();
  list.title = 'Agent profiles';
  list.placeholder = 'Open a profile to read or change it';
  list.matchOnDescription = true;
  list.matchOnDetail = true;
  list.buttons = [add];
  list.items = all.map(profileItem);
  return new Promise<Choice>((resolve) => {
    list.onDidAccept(() => {
      const [item] = list.selectedItems;
      resolve(item ? { kind: 'open', found: item.found } : { kind: 'none' });
    });
    list.onDidTriggerItemButton(({ item: { found } }) => resolve({ kind: 'trust', found }));
    list.onDidTriggerButton(() => resolve({ kind: 'new' }));
    list.onDidHide(() => resolve({ kind: 'none' }));
    list.show();
  }).finally(() => list.dispose());
}

async function openProfile(found: FoundProfile, documents: ProfileDocuments): Promise<void> {
  if (found.kind === 'broken') return openWorkspaceFile(found.path);
  if (found.source.kind === 'file') return openWorkspaceFile(found.source.path);
  const { profile } = found;
  const text = profileText(profile);
  await documents.show(`${profile.name}.md`, text);
  offerCopy(profile, text).then(undefined, () => {});
}

async function offerCopy({ name }: Profile, text: string): Promise<void> {
  const copy = 'Copy to .muster/agents';
  const chosen = await vscode.window.showInformationMessage(
    `The profile “${name}” is built in. A copy in this folder can be changed and counts in its place, once you trust it.`,
    copy,
  );
  const folder = chosen === copy ? await pickFolder('Copy the profile to which folder?') : undefined;
  if (folder) await createProfileFile(folder, name, text);
}
