import type { Brief } from '../agent/brief.ts';
import type { Amount } from '../agent/cost.ts';
import type { HostFiles } from '../agent/hostFiles.ts';
import type { Tool } from '../agent/tool.ts';
import type { Emit, RunLimits } from '../journal/event.ts';
import type { Ports } from '../ports.ts';
import { AskedCalls } from './askedCalls.ts';
import type { Asker } from './asker.ts';
import type { Batch } from './batch.ts';
import { batchTool } from './batchTool.ts';
import type { BatchOrder } from './batchWork.ts';
import { cancelAgentTool } from './cancelAgentTool.ts';
import { listAgentsTool } from './listAgentsTool.ts';
import type { Member } from './member.ts';
import { noteProgressTool } from './noteProgressTool.ts';
import type { Spawning } from './spawning.ts';
import { spawnTool } from './spawnTool.ts';
import { waitTool } from './waitTool.ts';

/** The names of the tools that lead other agents. */
const leadToolNames: readonly string[] = ['spawn', 'spawn_batch', 'wait', 'list_agents', 'cancel_agent'];

/** The names of all tools of this room. */
export const teamToolNames: readonly string[] = [...leadToolNames, 'note_progress'];

/** What leading needs of the host; all of it is bound to one agent. */
export interface LeadParts {
  readonly member: Member;
  readonly emit: Emit;
  readonly ask: Asker;
  readonly ports: Ports;
  readonly limits: RunLimits;
  readonly spawning: Spawning;
  readonly askedCalls: AskedCalls;
  /** What a child gets where nothing else is said; its limits are also the most that can be asked for. */
  readonly childDefaults: Pick<Brief, 'model' | 'limits'>;
  /** Names of the tools a child of this agent may be given. */
  readonly inheritable: readonly string[];
  /** Queues a child that the gate let through, with what is set aside for it. */
  readonly start: (brief: Brief, setAside: Amount) => Member;
  /** Puts a batch that the gate let through to work. */
  readonly startBatch: (order: BatchOrder) => Batch;
  readonly files: HostFiles;
  /** Stops a child on its parent's word. */
  readonly stop: (child: Member) => void;
}

/** The tools with which an agent leads children of its own, and tells how far it is. At the depth limit it leads nobody. */
export function teamTools(parts: Omit<LeadParts, 'inheritable' | 'askedCalls'>): readonly Tool[] {
  const { member, emit, limits, ports, stop } = parts;
  const progress = noteProgressTool(member.agentId, emit);
  if (member.depth >= limits.depth) return [progress];
  const childMayLead = member.depth + 1 < limits.depth;
  const inheritable = member.brief.tools.filter((name) => childMayLead || !leadToolNames.includes(name));
  const lead: LeadParts = { ...parts, inheritable, askedCalls: new AskedCalls() };
  return [
    spawnTool(lead),
    batchTool(lead),
    waitTool({ member, emit, clock: ports.clock, stop }),
    listAgentsTool(member),
    cancelAgentTool(member, stop),
    progress,
  ];
}
