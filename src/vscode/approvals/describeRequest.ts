import type { Request } from '../../core/human/request.ts';
import type { RunView } from '../../core/journal/runView.ts';
import { assertNever } from '../assertNever.ts';
import { clipped } from '../clipped.ts';
import { describeBudget } from './describeBudget.ts';
import { describeChange } from './describeChange.ts';
import { describeProfile } from './describeProfile.ts';
import { describeRefusals } from './describeRefusals.ts';
import { describeSpawn } from './describeSpawn.ts';
import type { Asker, RequestInWords } from './requestInWords.ts';

const longestLabel = 100;
const longestTask = 60;

/** Reads all texts of the request, so it is done once for each place that shows it. */
export function describeRequest(request: Request, views: readonly RunView[]): RequestInWords {
  const { draft } = request;
  const asker = askerOf(request, views);
  switch (draft.kind) {
    case 'change':
      return describeChange(draft, asker);
    case 'spawn':
      return describeSpawn(draft, asker);
    case 'profile':
      return describeProfile(draft, asker);
    case 'budget':
      return describeBudget(draft, asker);
    case 'refusals':
      return describeRefusals(draft, asker);
    default:
      return assertNever(draft);
  }
}

function askerOf({ agentId, requestId }: Request, views: readonly RunView[]): Asker {
  const agent = views.flatMap((view) => view.agents).find((candidate) => candidate.agentId === agentId);
  const run = views.find(({ pending }) => pending.some(({ request }) => request.requestId === requestId));
  return {
    agent: clipped(agent?.brief.label ?? 'An agent', longestLabel),
    task: clipped(run?.task ?? '', longestTask),
  };
}
