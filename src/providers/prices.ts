import type { Price } from '../core/agent/cost.ts';
import { ProviderId, parseModelName } from './modelName.ts';
import { type ListPrice, priceTable } from './priceTable.ts';

const free: Price = { input: 0, cachedInput: 0, output: 0 };

/** How a vendor marks the dated snapshots of a model, which cost what the model costs. */
const snapshotDate: Partial<Record<ProviderId, RegExp>> = {
  anthropic: /-\d{8}$/,
  openai: /-\d{4}-\d{2}-\d{2}$/,
};

/**
 * What a `provider/model` costs at its vendor on that day; undefined where no published price is known, as for servers
 * and routers that set prices of their own. All input that is not read from a cache counts as written to it, since
 * nearly all of an agent's input is: what is too short to be cached is overcounted by a quarter, nothing undercounted.
 */
export function priceOf(model: string, at: Date = new Date()): Price | undefined {
  const name = parseModelName(model);
  if (name?.provider === 'demo') return name.model === 'scripted' ? free : undefined;
  const provider = ProviderId.safeParse(name?.provider);
  if (!name || !provider.success) return undefined;
  if (provider.data === 'ollama') return free;

  const found = listPrice(provider.data, name.model);
  if (!found) return undefined;
  const { later } = found;
  const { input, cacheWrite, cachedInput, output, longPrompt } =
    later && at >= new Date(later.from) ? later.price : found;
  const long = longPrompt && { longPrompt };
  return { input: cacheWrite ?? input, cachedInput, output, ...long };
}

function listPrice(provider: ProviderId, model: string): ListPrice | undefined {
  const prices = new Map(Object.entries(priceTable[provider] ?? {}));
  const date = snapshotDate[provider];
  return prices.get(model) ?? (date && prices.get(model.replace(date, '')));
}
