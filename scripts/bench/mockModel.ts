/**
 * A model in a process of its own for measurements, for where no other one is at hand: Chat Completions, streamed.
 * A task with `[[fanout n=N t=T files=DIR]]` makes a parent that spawns N children at once, waits for all if it has a
 * `wait` tool, and answers `synthesis-of-N`; each child reads its file T times and reports. The first token comes after
 * 200 ms, then 50 a second. Prints `{"port":…}` as its first line.
 */
import { createServer, type ServerResponse } from 'node:http';
import { answerTokens, callTokens, firstTokenMs, tokensPerSecond } from './job.ts';

interface ChatRequest {
  readonly messages: readonly { readonly role: string; readonly content: string | null }[];
  readonly tools?: readonly { readonly function: { readonly name: string } }[];
}

interface Answer {
  readonly calls: readonly { readonly name: string; readonly input: object }[];
  readonly text: string;
  readonly tokens: number;
}

const speak = (text: string): Answer => ({ calls: [], text, tokens: answerTokens });
const make = (calls: Answer['calls'], tokens = callTokens): Answer => ({ calls, text: '', tokens });

function answerTo({ messages, tools = [] }: ChatRequest): Answer {
  const asked = messages.filter(({ role }) => role === 'user').map(({ content }) => content ?? '');
  const results = messages.filter(({ role }) => role === 'tool').map(({ content }) => content ?? '');
  const [, i, t, file] = /\[\[child i=(\d+) t=(\d+) file=([^\]]+)\]\]/.exec(asked.join('\n')) ?? [];
  if (file !== undefined) {
    return results.length < Number(t)
      ? make([{ name: 'read_file', input: { path: file } }])
      : speak(`child-${i}-done`);
  }
  const [, n, turns, folder] = /\[\[fanout n=(\d+) t=(\d+) files=([^\]]+)\]\]/.exec(asked.join('\n')) ?? [];
  const children = Array.from({ length: Number(n) }, (_, k) => ({
    name: 'spawn',
    input: { label: `child ${k}`, task: `[[child i=${k} t=${turns} file=${folder}/f${k % 64}.txt]]` },
  }));
  if (results.length === 0) return make(children, 0);
  const mustWait = tools.some((tool) => tool.function.name === 'wait') && results.length === children.length;
  if (!mustWait) return speak(`synthesis-of-${n}`);
  const ids = [...results.join('\n').matchAll(/"agent_id"\s*:\s*"([^"]+)"/g)].map(([, id]) => id);
  return make([{ name: 'wait', input: { agent_ids: ids, mode: 'all' } }], 0);
}

/** Writes an answer as an API would: its words one after the other, its calls at their end. */
function stream(answer: Answer, response: ServerResponse): void {
  const write = (delta: object, reason: string | null = null) => {
    const choices = [{ index: 0, delta, finish_reason: reason }];
    response.write(
      `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', created: 1, model: 'mock', choices })}\n\n`,
    );
  };
  const end = () => {
    for (const [index, { name, input }] of answer.calls.entries()) {
      const call = { name, arguments: JSON.stringify(input) };
      write({ tool_calls: [{ index, id: `call_${index}`, type: 'function', function: call }] });
    }
    write({}, answer.calls.length > 0 ? 'tool_calls' : 'stop');
    const usage = {
      prompt_tokens: 1000,
      completion_tokens: answer.tokens,
      total_tokens: 1000 + answer.tokens,
    };
    response.end(`data: ${JSON.stringify({ id: 'x', choices: [], usage })}\n\ndata: [DONE]\n\n`);
  };
  const token = (n: number) => {
    if (n >= answer.tokens) return end();
    if (answer.text !== '') write({ content: n === 0 ? answer.text : ` w${n}` });
    setTimeout(() => token(n + 1), 1000 / tokensPerSecond);
  };
  setTimeout(() => token(0), firstTokenMs);
}

const server = createServer(async (request, response) => {
  const body: Buffer[] = [];
  for await (const chunk of request) body.push(chunk);
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  stream(answerTo(JSON.parse(Buffer.concat(body).toString())), response);
});
server.listen(0, '127.0.0.1', 4096, () => {
  const address = server.address();
  if (address && typeof address === 'object') console.log(JSON.stringify({ port: address.port }));
});
