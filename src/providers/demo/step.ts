/** What the demo model does in one turn: says `text`, then makes `calls`. A step without calls ends the agent. */
export interface Step {
  readonly text: string;
  readonly calls: readonly PlannedCall[];
}

/** A tool call the demo model means to make. */
export interface PlannedCall {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** Ends the agent with this text. */
export function answer(text: string): Step {
  return { text, calls: [] };
}

export function readFileCall(path: string): PlannedCall {
  return { name: 'read_file', input: { path } };
}
