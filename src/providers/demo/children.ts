import { z } from 'zod';
import type { Assignment } from './assignment.ts';
import { assignments, briefText, taskSlug } from './assignment.ts';
import type { Conversation, PastCall } from './conversation.ts';
import { parseJson } from './conversation.ts';
import type { PlannedCall } from './step.ts';
import { clip } from './wording.ts';

/** One assignment in the hands of a child, or the reason why there is no child. */
export interface Part {
  readonly assignment: Assignment;
  readonly deliverable: string;
  readonly spawn: PlannedCall;
  readonly agentId: string | undefined;
  readonly denial: string | undefined;
}

/** How a child ended, as far as the parent needs it. */
export interface ChildReport {
  readonly outcome: string;
  readonly summary: string;
  readonly deliverables: readonly string[];
  readonly reason: string | undefined;
}

const Spawned = z.looseObject({ agent_id: z.string() });

const Reports = z.array(
  z.looseObject({
    agent_id: z.string(),
    /** Missing where the report came another way. */
    outcome: z.string().optional(),
    summary: z.string().optional(),
    reason: z.string().optional(),
    deliverables: z.array(z.looseObject({ path: z.string() })).optional(),
  }),
);
const Waited = z.looseObject({ reports: Reports });

/** The three parts of every task; `result` looks up what became of a spawn. */
export function partsOf(
  conversation: Conversation,
  result: (call: PlannedCall) => PastCall | undefined,
): Part[] {
  const folder = outputFolder(conversation);
  return assignments.map((assignment) => {
    const deliverable = `${folder}/${assignment.fileName}`;
    const spawn = {
      name: 'spawn',
      input: {
        task: briefText(assignment, conversation.task, deliverable),
        label: assignment.label,
        ...profileArgument(conversation, 'spawn', assignment.profile),
        tools: assignment.tools.filter((tool) => conversation.offered.has(tool)),
      },
    };
    const spawned = result(spawn);
    const agentId =
      spawned === undefined || spawned.isError ? undefined : parseJson(spawned.text, Spawned)?.agent_id;
    const denial = spawned === undefined || agentId !== undefined ? undefined : clip(spawned.text, 200);
    return { assignment, deliverable, spawn, agentId, denial };
  });
}

/** The argument that asks `tool` for a kind of child, if the tool takes one. */
export function profileArgument(
  { offered }: Conversation,
  tool: string,
  profile: string,
): { readonly profile?: string } {
  return offered.get(tool)?.has('profile') ? { profile } : {};
}

/** Where all deliverables of this task go. */
export function outputFolder(conversation: Conversation): string {
  return `output/${taskSlug(conversation.task)}`;
}

/** The reports by agent id: those that a wait returned, and those that came as messages. */
export function childReports(
  waited: PastCall | undefined,
  inbox: readonly string[],
): Map<string, ChildReport> {
  const returned = waited === undefined || waited.isError ? undefined : parseJson(waited.text, Waited);
  const came = inbox.flatMap((text) => parseJson(reportsIn(text), Reports) ?? []);
  const reports = new Map<string, ChildReport>();
  for (const report of [...came, ...(returned?.reports ?? [])]) {
    const { agent_id, outcome, summary = '', deliverables = [], reason } = report;
    if (outcome === undefined) continue;
    reports.set(agent_id, { outcome, summary, deliverables: deliverables.map(({ path }) => path), reason });
  }
  return reports;
}

function reportsIn(message: string): string {
  const start = message.indexOf('<reports>');
  return start < 0 ? '' : message.slice(start + '<reports>'.length, message.lastIndexOf('</reports>'));
}
