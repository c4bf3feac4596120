import * as vscode from 'vscode';
import type { Slots } from '../../core/spawn/slots.ts';
import { concurrencyAllRunsSetting, readConcurrencyAllRuns } from './settings.ts';

/** Keeps as many places for the agents of all runs as the user has set, also while they work. */
export function registerConcurrencyAllRuns(places: Slots): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration(concurrencyAllRunsSetting)) places.resize(readConcurrencyAllRuns());
  });
}
