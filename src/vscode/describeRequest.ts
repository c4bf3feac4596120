import type { FileChange, Request } from '../core/human/request.ts';
import type { RunView } from '../core/journal/runView.ts';
import { visible } from './visible.ts';

/** Who asks and for what, in one line that nothing in a label or a path can break out of. */
export function describeRequest(request: Request, views: readonly RunView[]): string {
  return `${agentLabel(request, views)} wants to ${describeChanges(request)}.`;
}

export function agentLabel(request: Request, views: readonly RunView[]): string {
  const agents = views.flatMap((view) => view.agents);
  const agent = agents.find((candidate) => candidate.agentId === request.agentId);
  return visible(agent?.brief.label ?? 'An agent');
}

export function describeChanges({ draft }: Request): string {
  const [first, ...others] = draft.changes;
  if (!first) return 'change nothing';
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  const warning = draft.changes.some((change) => change.isProtected) ? ' (protected file)' : '';
  return `${verb(first)} ${visible(first.path)}${more}${warning}`;
}

function verb({ before, after }: FileChange): string {
  if (!before) return 'create';
  return after ? 'change' : 'delete';
}
