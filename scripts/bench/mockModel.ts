/**
 * A model in its own process for measurements: Chat Completions, streamed, each answer after a fixed latency.
 * A task with `[[fanout n=N]]` makes a parent that spawns N children at once, waits for all and answers; each child
 * reads its file three times and reports. Prints its address as the first line.
 */
import { createServer } from 'node:http';
import { argv } from 'node:process';

export const parentTurns = 3;
export const childTurns = 4;

interface ChatMessage {
  readonly role: string;
  readonly content: string;
}

interface Call {
  readonly name: string;
  readonly input: Record<string, unknown>;
}

type Answer = { readonly text: string } | { readonly calls: readonly Call[] };

function answerTo(messages: readonly ChatMessage[]): Answer {
  const task = messages.find(({ role }) => role === 'user')?.content ?? '';
  const results = messages.filter(({ role }) => role === 'tool');
  const child = /\[\[child i=(\d+)\]\]/.exec(task);
  if (child) {
    if (results.length < childTurns - 1)
      return { calls: [{ name: 'read_file', input: { path: `f${child[1]}.txt` } }] };
    return { text: `Child ${child[1]} has read its file three times.` };
  }
  const count = Number(/\[\[fanout n=(\d+)\]\]/.exec(task)?.[1] ?? 0);
  if (results.length === 0) {
    const tasks = Array.from({ length: count }, (_, i) => ({
      label: `child ${i}`,
      task: `[[child i=${i}]]`,
    }));
    return { calls: tasks.map((input) => ({ name: 'spawn', input })) };
  }
  if (results.length > count) return { text: `All ${count} children have reported.` };
  const ids = results.map(({ content }) => /"agent_id":"([^"]+)"/.exec(content)?.[1]);
  return { calls: [{ name: 'wait', input: { agent_ids: ids, mode: 'all' } }] };
}

function chunks(answer: Answer): readonly object[] {
  const usage = { prompt_tokens: 1000, completion_tokens: 50, total_tokens: 1050 };
  const end = (reason: string) => [
    { choices: [{ index: 0, delta: {}, finish_reason: reason }] },
    { choices: [], usage },
  ];
  if ('text' in answer) {
    return [{ choices: [{ index: 0, delta: { role: 'assistant', content: answer.text } }] }, ...end('stop')];
  }
  const calls = answer.calls.map(({ name, input }, index) => ({
    index,
    id: `call_${index}`,
    type: 'function',
    function: { name, arguments: JSON.stringify(input) },
  }));
  return [{ choices: [{ index: 0, delta: { role: 'assistant', tool_calls: calls } }] }, ...end('tool_calls')];
}

function serve(latencyMs: number): void {
  const server = createServer(async (request, response) => {
    const body: Buffer[] = [];
    for await (const chunk of request) body.push(chunk);
    const { messages, model } = JSON.parse(Buffer.concat(body).toString());
    setTimeout(() => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const base = { id: 'chat', object: 'chat.completion.chunk', created: 1, model };
      for (const chunk of chunks(answerTo(messages)))
        response.write(`data: ${JSON.stringify({ ...base, ...chunk })}\n\n`);
      response.end('data: [DONE]\n\n');
    }, latencyMs);
  });
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (address && typeof address === 'object') console.log(`http://127.0.0.1:${address.port}/v1`);
  });
}

if (import.meta.main) serve(Number(argv[2] ?? 300));
