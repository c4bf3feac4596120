import { readFile } from 'node:fs/promises';
import type { Job } from '../job.ts';

interface Call {
  id: string;
  function: { name: string; arguments: string };
}

type Message = Record<string, unknown> & {
  readonly content: string | null;
  readonly tool_calls?: readonly Call[];
};

/** The least that can do the job: a loop over `fetch`, without limits, journal or guard. */
export const run = ({ base, prompt }: Job): Promise<string> => {
  const child = (task: string) => agent(base, task, 'read_file', ({ path }) => readFile(path ?? '', 'utf8'));
  return agent(base, prompt, 'spawn', ({ task }) => child(task ?? ''));
};

async function agent(
  base: string,
  task: string,
  tool: string,
  call: (input: Record<string, string>) => Promise<string>,
): Promise<string> {
  const messages: object[] = [{ role: 'user', content: task }];
  for (;;) {
    const reply = await ask(base, messages, tool);
    messages.push(reply);
    if (!reply.tool_calls) return reply.content ?? '';
    const results = reply.tool_calls.map(async ({ id, function: { arguments: json } }) => ({
      role: 'tool',
      tool_call_id: id,
      content: await call(JSON.parse(json)),
    }));
    messages.push(...(await Promise.all(results)));
  }
}

async function ask(base: string, messages: readonly object[], tool: string): Promise<Message> {
  const key = tool === 'spawn' ? 'task' : 'path';
  const parameters = { type: 'object', properties: { [key]: { type: 'string' } }, required: [key] };
  const tools = [{ type: 'function', function: { name: tool, description: tool, parameters } }];
  const response = await fetch(`${base}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'mock', stream: true, tools, messages }),
  });
  if (!response.ok || !response.body) throw new Error(`The mock model answered ${response.status}.`);
  let content = '';
  const calls: Call[] = [];
  for await (const delta of deltas(response.body)) {
    content += delta.content ?? '';
    for (const part of delta.tool_calls ?? []) {
      calls[part.index] ??= { id: part.id ?? '', function: { name: tool, arguments: '' } };
      const call = calls[part.index];
      if (call) call.function.arguments += part.function?.arguments ?? '';
    }
  }
  const typed = calls.map((call) => ({ type: 'function', ...call }));
  return { role: 'assistant', content: content || null, ...(calls.length > 0 && { tool_calls: typed }) };
}

interface Delta {
  readonly content?: string;
  readonly tool_calls?: readonly {
    readonly index: number;
    readonly id?: string;
    readonly function?: { readonly arguments?: string };
  }[];
}

async function* deltas(body: AsyncIterable<Uint8Array>): AsyncIterable<Delta> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (!line.startsWith('data: {')) continue;
      const delta = JSON.parse(line.slice(6)).choices[0]?.delta;
      if (delta) yield delta;
    }
  }
}
