import type { Brief } from '../agent/brief.ts';
import type { Tool } from '../agent/tool.ts';
import type { Emit } from '../journal/event.ts';
import type { Asker } from './asker.ts';
import { startBatch } from './batchWork.ts';
import type { Budget } from './budget.ts';
import { teamTools } from './leadTools.ts';
import type { Member, Origin } from './member.ts';
import type { Spawning } from './spawning.ts';
import type { TeamParts } from './teamParts.ts';

/** Whose tools they are, and how it records and asks. */
export interface ToolOwner {
  readonly member: Member;
  readonly emit: Emit;
  readonly ask: Asker;
}

/** What these tools do to the team. */
export interface TeamDeeds {
  readonly spawning: Spawning;
  /** Queues a child below this parent. */
  readonly startChild: (parent: Member, brief: Brief, budget: Budget, origin?: Origin) => Member;
  /** Stops a child on its parent's word. */
  readonly stop: (child: Member) => void;
  /** Whether children failed so often that no more are to be made. */
  readonly hasGivenUp: () => boolean;
  /** The journal has failed: ends the run. */
  readonly fail: (error: unknown) => void;
}

/** The tools of this room, bound to one member. What they start is entered with it as its own. */
export function memberTools(
  { member, emit, ask }: ToolOwner,
  { ports, limits, childDefaults }: TeamParts,
  { spawning, startChild, stop, hasGivenUp, fail }: TeamDeeds,
): readonly Tool[] {
  const files = ports.hostFiles(member.agentId, emit);
  return teamTools({
    member,
    emit,
    ask,
    ports,
    limits,
    childDefaults,
    files,
    spawning,
    stop,
    start: (brief, setAside) => {
      const budget = member.budget.branch(brief.limits, setAside);
      if (!budget) throw new Error('A child was let through without a budget.');
      const child = startChild(member, brief, budget);
      member.spawned.push(child);
      return child;
    },
    startBatch: (order) => {
      const { batch, ended } = startBatch(order, {
        member,
        emit,
        files,
        newId: ports.newId,
        clock: ports.clock,
        width: limits.concurrency,
        startChild: (brief, budget, origin) => startChild(member, brief, budget, origin),
        takeOneMore: () => spawning.children.takeOneMore(),
        hasGivenUp,
        giveBack: (children) => spawning.children.giveBack(children),
      });
      member.batches.push({ batch, ended: ended.catch(fail) });
      return batch;
    },
  });
}
