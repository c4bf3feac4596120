import type { Ports } from '../ports.ts';

/** Whether the calls of a model can be counted in dollars: beforehand by its price, or afterwards from its API. */
export function isCostKnown(model: string, { provider, price }: Pick<Ports, 'provider' | 'price'>): boolean {
  const choice = provider(model);
  return price(model) !== undefined || (choice.kind === 'found' && choice.tellsCost === true);
}
