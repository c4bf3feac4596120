/** No call costs so much: above it the figure is an error of the server. */
const ABSURD = 10_000;

/**
 * US dollars from what a server says a call cost, which nobody checked: to itself, and to the maker of the model where
 * that is paid by a key of the user's own. Undefined if one of them cannot be a cost.
 */
export function toldCost({ router, maker }: { router: unknown; maker: unknown }): number | undefined {
  const own = dollarsOf(router);
  const further = maker === undefined ? 0 : dollarsOf(maker);
  return own === undefined || further === undefined ? undefined : own + further;
}

function dollarsOf(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 && value < ABSURD ? value : undefined;
}
