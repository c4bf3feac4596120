import { type ChatCompletionRequest, LLMock } from '@copilotkit/aimock';

export type Call = readonly [name: string, input: object];

/** One model call of an agent, as the endpoint sees it. */
export interface Turn {
  /** The agent's task: its first message. */
  readonly task: string;
  /** 1 for its first turn. */
  readonly number: number;
  /** What it was told since its last turn, in order: its task, results of its calls, messages. */
  readonly heard: readonly string[];
  /** All it was ever told. */
  readonly everHeard: readonly string[];
  /** All calls it made so far, as `name {json}`. */
  readonly made: ReadonlySet<string>;
  readonly tools: readonly string[];
}

export type Say = string | { readonly text?: string; readonly calls: readonly Call[] };

/** What a model says, turn by turn. */
export type Play = (turn: Turn) => Say | Promise<Say>;

export interface ScriptedModel {
  readonly url: string;
  stop(): Promise<void>;
}

/** An endpoint that speaks both wire formats and answers every call as the play says. */
export async function startModel(play: Play): Promise<ScriptedModel> {
  const mock = new LLMock({ port: 0, journalMaxEntries: 1, chunkSize: 20_000 });
  mock.on({ predicate: () => true }, async (request) => replyFrom(await play(turnOf(request))));
  await mock.start();
  return { url: mock.url, stop: () => mock.stop() };
}

export const signature = ([name, input]: Call) => `${name} ${JSON.stringify(input)}`;

function replyFrom(say: Say) {
  if (typeof say === 'string') return { content: say };
  const toolCalls = say.calls.map(([name, input]) => ({ name, arguments: JSON.stringify(input) }));
  return say.text === undefined ? { toolCalls } : { content: say.text, toolCalls };
}

function turnOf({ messages, tools = [] }: ChatCompletionRequest): Turn {
  const spoken = messages.filter(({ role }) => role !== 'system');
  const last = spoken.findLastIndex(({ role }) => role === 'assistant');
  const told = (from: number) =>
    spoken
      .slice(from)
      .filter(({ role }) => role !== 'assistant')
      .map(textOf);
  const calls = spoken.flatMap(({ tool_calls = [] }) => tool_calls);
  return {
    task: textOf(spoken[0]),
    number: spoken.filter(({ role }) => role === 'assistant').length + 1,
    heard: told(last + 1),
    everHeard: told(0),
    made: new Set(calls.map(({ function: { name, arguments: json } }) => `${name} ${json}`)),
    tools: tools.map((tool) => tool.function.name),
  };
}

function textOf(message: ChatCompletionRequest['messages'][number] | undefined): string {
  const content = message?.content ?? '';
  return typeof content === 'string' ? content : content.map(({ text = '' }) => text).join('');
}
