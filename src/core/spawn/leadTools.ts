import type { Brief } from '../agent/brief.ts';
import type { Tool } from '../agent/tool.ts';
import type { Emit } from '../journal/event.ts';
import type { Clock, Ports } from '../ports.ts';
import { cancelAgentTool } from './cancelAgentTool.ts';
import { listAgentsTool } from './listAgentsTool.ts';
import type { Member } from './member.ts';
import { type SpawnResult, spawnTool } from './spawnTool.ts';
import { waitTool } from './waitTool.ts';

/** The names of the tools that lead other agents. */
export const leadToolNames: readonly string[] = ['spawn', 'wait', 'list_agents', 'cancel_agent'];

/** What leading needs of the host; all of it is bound to one agent. */
export interface LeadParts {
  readonly member: Member;
  readonly emit: Emit;
  readonly provider: Ports['provider'];
  readonly clock: Clock;
  readonly childDefaults: Pick<Brief, 'model' | 'limits'>;
  readonly depthLimit: number;
  readonly spawn: (brief: Brief) => SpawnResult;
  readonly stop: (child: Member) => void;
}

/** The tools with which an agent leads children of its own. An agent at the depth limit does not even see them. */
export function leadTools({ depthLimit, childDefaults, ...parts }: LeadParts): readonly Tool[] {
  const { member, emit, provider, clock, spawn, stop } = parts;
  if (member.depth >= depthLimit) return [];
  const childMayLead = member.depth + 1 < depthLimit;
  const inheritable = member.brief.tools.filter((name) => childMayLead || !leadToolNames.includes(name));
  return [
    spawnTool({ member, emit, inheritable, childDefaults, provider, spawn }),
    waitTool({ member, emit, clock, stop }),
    listAgentsTool(member),
    cancelAgentTool(member, stop),
  ];
}
