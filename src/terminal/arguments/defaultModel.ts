/** A model API that a key in the environment opens, and the model to use there. */
export interface KeyedModel {
  readonly keyVariable: string;
  readonly model: string;
}

/** The model where none was named: `MUSTER_MODEL`, or that of the first key that is set. */
export function defaultModel(
  env: Readonly<Record<string, string | undefined>>,
  keyed: readonly KeyedModel[],
): string | undefined {
  const chosen = env.MUSTER_MODEL?.trim();
  if (chosen) return chosen;
  return keyed.find(({ keyVariable }) => env[keyVariable]?.trim())?.model;
}

/** What to do where no model can be chosen. */
export function noModelText(keyed: readonly KeyedModel[]): string {
  const names = keyed.map(({ keyVariable }) => keyVariable).join(', ');
  return `No model to work with. Set one of ${names}, or try it without a key: --model demo/scripted`;
}
