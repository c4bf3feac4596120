import type { Brief } from '../agent/brief.ts';
import type { ApprovalMode } from '../human/approvalRules.ts';
import type { Emit, RunLimits } from '../journal/event.ts';
import type { Ports } from '../ports.ts';

/** What all agents of one run share. */
export interface TeamParts {
  readonly ports: Ports;
  readonly emit: Emit;
  readonly limits: RunLimits;
  readonly approval: ApprovalMode;
  /** The layout in words, for every agent's instructions. */
  readonly workspace: string;
  /** The profiles that agents are told of. */
  readonly profiles: readonly { readonly name: string; readonly description: string }[];
  /** What a child gets where `spawn` does not say: its model and its limits, which are also the most it can ask for. */
  readonly childDefaults: Pick<Brief, 'model' | 'limits'>;
}
