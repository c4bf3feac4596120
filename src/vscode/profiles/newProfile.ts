import * as vscode from 'vscode';
import { type FoundProfile, ProfileName, type Profiles } from '../../core/spawn/profile.ts';
import { pickModel } from '../settings/models.ts';
import type { ProfileParts } from './profileCommands.ts';
import { createProfileFile, pickFolder } from './profileFiles.ts';
import { newProfileText } from './profileText.ts';

/** Asks for what a profile needs and writes it as a new file. Escape at any question ends it with nothing written. */
export async function newProfile(
  profiles: Profiles,
  { tools: all, suggestions }: Pick<ProfileParts, 'tools' | 'suggestions'>,
): Promise<void> {
  const folder = await pickFolder('New agent profile in which folder?');
  if (!folder) return;
  const existing = await profiles.list();
  const name = await vscode.window.showInputBox({
    title: step(1, 'Name'),
    prompt: 'Agents name the profile so when they spawn. The file is .muster/agents/<name>.md.',
    placeHolder: 'For example: test-writer',
    ignoreFocusOut: true,
    validateInput: (value) => judgeName(value, existing),
  });
  if (name === undefined) return;
  const description = await vscode.window.showInputBox({
    title: step(2, 'Description'),
    prompt: 'One sentence by which a parent chooses it.',
    placeHolder: 'For example: Writes the tests of one module.',
    ignoreFocusOut: true,
    validateInput: (value) => (value.trim() === '' ? 'Say in one sentence what it is for.' : undefined),
  });
  if (description === undefined) return;
  const tools = await pickTools(all);
  if (!tools) return;
  const model = await pickModel(step(4, 'Model'), [runsModel, ...suggestions]);
  if (model === undefined) return;
  const answers = { name, description, tools, model: model === '' ? undefined : model };
  await createProfileFile(folder, name, newProfileText(answers));
}

const step = (n: number, what: string) => `New agent profile (${n} of 4): ${what}`;

const runsModel = {
  name: '',
  title: 'The model of the run',
  detail: 'The one that spawned agents get anyway',
};

/** What is wrong with a new profile's name; a warning where it may be used all the same. */
export function judgeName(
  name: string,
  existing: readonly FoundProfile[],
): vscode.InputBoxValidationMessage | undefined {
  const severities = vscode.InputBoxValidationSeverity;
  if (!ProfileName.safeParse(name).success) {
    const message = 'Small letters, digits and hyphens, at most 64, beginning with a letter or digit.';
    return { message, severity: severities.Error };
  }
  const other = existing.find((found) => (found.kind === 'found' ? found.profile.name : found.name) === name);
  if (!other) return undefined;
  const isBuiltIn = other.kind === 'found' && other.source.kind === 'builtIn';
  return isBuiltIn
    ? { message: 'It will count in place of the built-in profile of this name.', severity: severities.Info }
    : { message: 'There is a profile of this name.', severity: severities.Error };
}

/** Enough to read and to deliver a file, and nothing that changes others. */
const usualTools: readonly string[] = ['read_file', 'grep', 'glob', 'write_file'];

async function pickTools(all: readonly string[]): Promise<readonly string[] | undefined> {
  const picks = all.map((label) => ({ label, picked: usualTools.includes(label) }));
  const picked = await vscode.window.showQuickPick(picks, {
    title: step(3, 'Tools'),
    placeHolder: 'It gets these, as far as its parent has them',
    canPickMany: true,
    ignoreFocusOut: true,
  });
  return picked?.map(({ label }) => label);
}
