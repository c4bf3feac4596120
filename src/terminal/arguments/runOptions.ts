import { ApprovalMode } from '../../core/human/approvalRules.ts';
import type { UsageError } from './arguments.ts';
import type { Limits } from './limits.ts';
import type { Options } from './options.ts';
import { parseLimits } from './parseLimits.ts';

/** What a person can say of any run, whatever it is for. */
export interface RunOptions {
  readonly childModel: string | undefined;
  readonly approval: ApprovalMode;
  readonly limits: Limits;
  readonly json: boolean;
}

/** Reads the options of a run, and checks the names of its models. */
export function runOptions(values: Options): RunOptions | UsageError {
  const approval = ApprovalMode.safeParse(values.approve ?? 'ask');
  if (!approval.success) {
    return wrong(`--approve cannot be "${values.approve}". Use one of: ${ApprovalMode.options.join(', ')}.`);
  }
  for (const model of [values.model, values['child-model']]) {
    if (model !== undefined && !isModelName(model)) return wrong(notAModel(model));
  }
  const limits = parseLimits(values.limit ?? []);
  if (limits.kind === 'wrong') return wrong(limits.message);
  return {
    childModel: values['child-model'],
    approval: approval.data,
    limits: limits.limits,
    json: values.json ?? false,
  };
}

const isModelName = (text: string) => /^[^/\s]+\/\S+$/.test(text);

const notAModel = (text: string) =>
  `"${text}" is not a model. Write it as PROVIDER/MODEL, for example demo/scripted.`;

function wrong(message: string): UsageError {
  return { kind: 'usageError', message };
}
