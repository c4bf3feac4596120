import type { TimedEvent } from './agentView.ts';
import type { RunView } from './runView.ts';

/** The last time that one agent wrote or deleted one file. */
export interface Touch {
  readonly path: string;
  readonly agentId: string;
  /** ISO time from the journal. */
  readonly at: string;
  readonly did: 'created' | 'changed' | 'deleted';
  /** A person took it back. */
  readonly isReverted?: true;
}

/** A touch in words: by whom it was. */
export interface Toucher extends Touch {
  /** The agent's label. */
  readonly label: string;
}

/** The touches after one more fact, in the order in which they happened. Pure: the old ones stay as they were. */
export function advanceTouches(touches: readonly Touch[], { t, event }: TimedEvent): readonly Touch[] {
  if (event.type !== 'fileChanged') return touches;
  const { agentId, path, before, after } = event;
  const earlier = touches.find((touch) => touch.agentId === agentId && touch.path === path);
  const others = earlier ? touches.filter((touch) => touch !== earlier) : touches;
  const isNew = before === null || (earlier?.did === 'created' && after !== null);
  const did = after === null ? 'deleted' : isNew ? 'created' : 'changed';
  return [...others, { path, agentId, at: t, did }];
}

/** The touches after a file was put back as it was before all agents of the run, or before one of them. */
export function revertTouches(
  touches: readonly Touch[],
  { path, ofAgent }: { readonly path: string; readonly ofAgent?: string | undefined },
): readonly Touch[] {
  return touches.map((touch) => {
    const isMeant = touch.path === path && (ofAgent === undefined || touch.agentId === ofAgent);
    return isMeant ? { ...touch, isReverted: true } : touch;
  });
}

/** Every agent of a run that wrote or deleted each file, who did so last at the end. */
export function touchersOf({ touches, agents }: RunView): ReadonlyMap<string, readonly Toucher[]> {
  const labels = new Map(agents.map(({ agentId, brief }) => [agentId, brief.label]));
  const byPath = new Map<string, Toucher[]>();
  for (const touch of touches) {
    const toucher = { ...touch, label: labels.get(touch.agentId) ?? '' };
    const others = byPath.get(touch.path);
    if (others) others.push(toucher);
    else byPath.set(touch.path, [toucher]);
  }
  return byPath;
}
