import { Ending } from '../agent/ending.ts';
import type { Member } from './member.ts';

/** Stops a child or a batch of this agent that has not reported yet. False if it has; then nothing happens. */
export function stopById(
  agentId: string,
  { inbox, spawned, batches }: Member,
  stop: (child: Member) => void,
): boolean {
  if (!inbox.isOpen(agentId)) return false;
  const child = spawned.find((candidate) => candidate.agentId === agentId);
  if (child) stop(child);
  const found = batches.find(({ batch }) => batch.batchId === agentId);
  found?.batch.stop(new Ending('cancelled', 'Cancelled by its parent.'));
  return true;
}
