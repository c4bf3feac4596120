import { ApprovalMode } from '../../core/human/approvalRules.ts';
import type { Place, RunCommand, UsageError } from './arguments.ts';
import type { Options } from './options.ts';
import { parseLimits } from './parseLimits.ts';

/** Reads what stands after `muster run`. */
export function runCommand(
  positionals: readonly string[],
  values: Options,
  place: Place,
): RunCommand | UsageError {
  const [task, ...rest] = positionals;
  if (task === undefined || task.trim() === '') {
    return wrong('The task is missing. Write it in quotes: muster run "<task>", or - to read it from stdin.');
  }
  if (rest.length > 0) return wrong('The task must be one argument. Put it in quotes: muster run "<task>".');
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
    kind: 'run',
    task,
    model: values.model,
    childModel: values['child-model'],
    approval: approval.data,
    limits: limits.limits,
    json: values.json ?? false,
    ...place,
  };
}

const isModelName = (text: string) => /^[^/\s]+\/\S+$/.test(text);

const notAModel = (text: string) =>
  `"${text}" is not a model. Write it as PROVIDER/MODEL, for example demo/scripted.`;

function wrong(message: string): UsageError {
  return { kind: 'usageError', message };
}
