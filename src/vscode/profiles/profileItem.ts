import * as vscode from 'vscode';
import type { FoundProfile, ProfileSource } from '../../core/spawn/profile.ts';
import { visible } from '../visible.ts';

/** A profile in a list, with what a person can do to it. */
export interface ProfileItem extends vscode.QuickPickItem {
  readonly found: FoundProfile;
}

/** The button of a profile that nobody has trusted as it is now. */
const trustButton: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon('shield'),
  tooltip: 'Trust…',
};

/** One profile with where it comes from, whether it can be used, and what it says of itself. */
export function profileItem(found: FoundProfile): ProfileItem {
  if (found.kind === 'broken') {
    const { name, path, message } = found;
    return {
      found,
      label: `$(error) ${visible(name)}`,
      description: `broken · ${visible(path)}`,
      detail: visible(message),
      buttons: [],
    };
  }
  const { profile, source } = found;
  const isUsable = source.kind === 'builtIn' || source.isTrusted;
  const { models, tools } = profile;
  return {
    found,
    label: `$(${isUsable ? 'account' : 'shield'}) ${visible(profile.name)}`,
    description: `${placeOf(source)} · ${visible(profile.description)}`,
    detail: [
      models.length === 0 ? '' : `model: ${visible(models.join(', '))}`,
      `tools: ${tools === null ? 'all' : visible(tools.join(', ')) || 'none'}`,
      source.kind === 'file' && source.notes.length > 0 ? 'not all of it is followed' : '',
    ]
      .filter((part) => part !== '')
      .join(' · '),
    buttons: isUsable ? [] : [trustButton],
  };
}

function placeOf(source: ProfileSource): string {
  if (source.kind === 'builtIn') return 'built in';
  return `${source.isTrusted ? 'trusted' : 'not trusted yet'} · ${visible(source.path)}`;
}
