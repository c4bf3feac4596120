import type { ProviderId } from './modelName.ts';

/** Whether a model can be shown pictures. Of servers with any models it is believed only where the name tells. */
export function canSee(provider: ProviderId, model: string): boolean {
  const name = model.toLowerCase();
  if (blind.test(name)) return false;
  switch (provider) {
    case 'anthropic':
    case 'openai':
      return true;
    case 'google':
      return !/gemma/.test(name) || seeing.test(name);
    default:
      return seeing.test(name);
  }
}

/** Models whose names look as if they could see. */
const blind =
  /claude-(?:instant|[12]\b)|gpt-3|gpt-oss|gpt-4(?:-(?!turbo|vision|o)[\w-]*)?$|o1-(?:mini|preview)|o3-mini|gemma-?3:?-?(?:1b|270m)|codestral|embed/;

const seeing =
  /gpt-4(?:o|\.\d|-turbo|-vision)|gpt-[5-9]|chatgpt|(?:^|\/)o[134](?:-|$)|claude|gemini|gemma-?[34]|llava|moondream|minicpm-v|internvl|pixtral|vision|multimodal|omni|[-_.\d]vl(?:[-_:.\d]|$)|llama-?4|grok-[4-9]|mistral-(?:small-?3\.[12]|medium-?3|large-?3)/;
