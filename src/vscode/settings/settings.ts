import * as vscode from 'vscode';
import type { z } from 'zod';
import type { AgentLimits } from '../../core/agent/brief.ts';
import type { ApprovalMode } from '../../core/human/approvalRules.ts';
import type { RunLimits } from '../../core/journal/event.ts';
import { askFanOutFrom } from '../../core/spawn/limitBounds.ts';
import { type UserSettings, userSettings } from './userSettings.ts';

/** What a run is begun with, as the user set it under `muster`. */
export interface Settings {
  readonly model: string;
  readonly childModel: string;
  readonly approval: ApprovalMode;
  readonly limits: RunLimits;
  readonly childLimits: AgentLimits;
}

/** Reads the user's own values. Throws an error naming the setting when one is out of bounds. */
export function readSettings(): Settings {
  const values = Object.keys(userSettings.shape).map((name) => [name, own(name)]);
  const parsed = userSettings.safeParse(Object.fromEntries(values));
  if (!parsed.success) throw new Error(`A Muster setting is not usable. ${faults(parsed.error)}`);
  const { data } = parsed;
  const { model, childModel, approval } = data;
  return { model, childModel, approval, limits: runLimits(data), childLimits: childLimits(data) };
}

/** How many agents of all runs may work at once. It is asked for where no run is begun, so it never throws. */
export function readConcurrencyAllRuns(): number {
  return setting(concurrencyAllRuns, userSettings.shape[concurrencyAllRuns]);
}

const concurrencyAllRuns = 'limits.concurrencyAllRuns';

/** The whole name of what `readConcurrencyAllRuns` reads. */
export const concurrencyAllRunsSetting = `muster.${concurrencyAllRuns}`;

/** The address of the compatible endpoint, or nothing. It is asked for in the middle of runs, so it never throws. */
export function readCompatibleBaseUrl(): string {
  const name = 'compatible.baseUrl';
  return setting(name, userSettings.shape[name]);
}

/** Which changes go through without being asked for. It is asked for where no run is begun, so it never throws. */
export function readApproval(): UserSettings['approval'] {
  const name = 'approval';
  return setting(name, userSettings.shape[name]);
}

/** Whether the Explorer shows what agents may do where. It decides nothing, and never throws. */
export function readExplorerMarks(): boolean {
  return setting(explorerMarks, userSettings.shape[explorerMarks]);
}

const explorerMarks = 'explorerMarks';

/** The whole name of what `readExplorerMarks` reads. */
export const explorerMarksSetting = `muster.${explorerMarks}`;

function runLimits(values: UserSettings): RunLimits {
  return {
    children: values['limits.children'],
    depth: values['limits.depth'],
    concurrency: values['limits.concurrency'],
    tokens: limitOf(values['limits.runTokens']),
    costUsd: limitOf(values['limits.runCostUsd']),
    // A person who set a limit of children has not answered this for each run.
    askFanOutFrom,
  };
}

function childLimits(values: UserSettings): AgentLimits {
  return {
    deadlineSeconds: values['limits.deadline'],
    turns: values['limits.turns'],
    tokens: limitOf(values['limits.tokens']),
    costUsd: limitOf(values['limits.costUsd']),
  };
}

/** In the settings 0 stands for no limit. */
const limitOf = (value: number) => (value === 0 ? null : value);

/** One setting by itself; its default where it is not usable. */
function setting<T>(name: string, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(own(name));
  return parsed.success ? parsed.data : schema.parse(undefined);
}

/** The user's value; values of a workspace or folder do not count even if the editor let them in. */
function own(name: string): unknown {
  return vscode.workspace.getConfiguration('muster').inspect(name)?.globalValue;
}

function faults({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => `muster.${path.join('.')}: ${message}.`).join(' ');
}
