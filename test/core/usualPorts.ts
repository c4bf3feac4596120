import type { Ports } from '../../src/core/ports.ts';
import { Slots } from '../../src/core/spawn/slots.ts';
import { Disk } from './disk.ts';
import { Shelf } from './shelf.ts';

/** The ports that most runs of tests leave as they are: nothing has a price, and there are no profiles. */
export const usualPorts = (): Pick<
  Ports,
  'canUse' | 'price' | 'profiles' | 'pastUse' | 'sharedSlots' | 'hostFiles' | 'closing'
> => ({
  canUse: async () => true,
  price: () => undefined,
  profiles: new Shelf(),
  pastUse: async () => ({ tokens: null, costUsd: null }),
  sharedSlots: new Slots(256),
  hostFiles: new Disk().hostFiles,
  closing: async () => {},
});

/** Limits that are never in the way, and ask nobody. */
export const wideLimits = {
  children: 20,
  depth: 1,
  concurrency: 5,
  tokens: null,
  costUsd: null,
  askFanOutFrom: null,
};

export const wideChildLimits = { deadlineSeconds: 600, turns: 50, tokens: 1_000_000, costUsd: null };
