import { ToolError } from './tool.ts';

const maxLength = 20_000_000;

/** The arguments a model wrote, as a plain object. Throws `ToolError` with what is wrong; never repairs or guesses. */
export function parseArguments(json: string): Record<string, unknown> {
  if (json.length > maxLength) throw new ToolError(`The arguments are longer than ${maxLength} characters.`);
  const value = parseJson(json.trim() === '' ? '{}' : json);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ToolError('The arguments must be one JSON object.');
  }
  if (Object.hasOwn(value, '__proto__')) throw new ToolError('The argument "__proto__" is not allowed.');
  return { ...value };
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    if (!(error instanceof SyntaxError) && !(error instanceof RangeError)) throw error;
    throw new ToolError('The arguments are not valid JSON. Send the whole call again.');
  }
}

/** What a call is about, in a few words for people: its path, pattern or label. */
export function targetOf(argumentsJson: string): string | undefined {
  try {
    const input = parseArguments(argumentsJson);
    const named = [input.path, input.pattern, input.label].find((value) => typeof value === 'string');
    return named?.slice(0, 200);
  } catch (error) {
    if (error instanceof ToolError) return undefined;
    throw error;
  }
}
