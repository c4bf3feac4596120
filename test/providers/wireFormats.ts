/** How one wire format writes the same facts; each suite runs over both formats. */
export interface WireFormat {
  readonly name: string;
  /** A model name that leads to this format. */
  readonly model: string;
  readonly provider: 'anthropic' | 'compatible';
  /** What comes behind the address of a server. */
  readonly basePath: string;
  text(...pieces: string[]): string[];
  /** A call in pieces of its arguments. */
  call(index: number, id: string, name: string, ...argumentPieces: string[]): string[];
  reply(parts: readonly string[][], ending?: { readonly finish?: string; readonly usage?: object }): string;
  /** The beginning of a reply, without its end. */
  opening(parts: readonly string[][]): string;
  error(type: string, message: string, code?: string): object;
  errorEvent(type: string, message: string): string;
  readonly lengthReason: string;
}

const event = (name: string, data: object) =>
  `event: ${name}\ndata: ${JSON.stringify({ type: name, ...data })}\n\n`;

export const messages: WireFormat = {
  name: 'Messages',
  model: 'anthropic/claude-test',
  provider: 'anthropic',
  basePath: '',
  text: (...pieces) => [
    event('content_block_start', { index: 90, content_block: { type: 'text', text: '' } }),
    ...pieces.map((text) => event('content_block_delta', { index: 90, delta: { type: 'text_delta', text } })),
    event('content_block_stop', { index: 90 }),
  ],
  call: (index, id, name, ...argumentPieces) => [
    event('content_block_start', { index, content_block: { type: 'tool_use', id, name, input: {} } }),
    ...argumentPieces.map((partial_json) =>
      event('content_block_delta', { index, delta: { type: 'input_json_delta', partial_json } }),
    ),
    event('content_block_stop', { index }),
  ],
  opening: (parts) =>
    event('message_start', { message: { role: 'assistant', usage: { input_tokens: 0, output_tokens: 0 } } }) +
    parts.flat().join(''),
  reply: (parts, { finish = 'end_turn', usage = {} } = {}) =>
    messages.opening(parts) +
    event('message_delta', { delta: { stop_reason: finish }, usage }) +
    event('message_stop', {}),
  error: (type, message, code) => ({
    type: 'error',
    error: { type, message, ...(code ? { details: { error_code: code } } : {}) },
  }),
  errorEvent: (type, message) => event('error', { error: { type, message } }),
  lengthReason: 'max_tokens',
};

const chunk = (data: object) => `data: ${JSON.stringify({ object: 'chat.completion.chunk', ...data })}\n\n`;
const delta = (value: object) => chunk({ choices: [{ index: 0, delta: value, finish_reason: null }] });

export const chat: WireFormat = {
  name: 'Chat Completions',
  model: 'compatible/some/model',
  provider: 'compatible',
  basePath: '/v1',
  text: (...pieces) => pieces.map((content) => delta({ content })),
  call: (index, id, name, ...argumentPieces) => [
    delta({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] }),
    ...argumentPieces.map((text) => delta({ tool_calls: [{ index, function: { arguments: text } }] })),
  ],
  opening: (parts) => delta({ role: 'assistant', content: '' }) + parts.flat().join(''),
  reply: (parts, { finish = 'stop', usage } = {}) =>
    chat.opening(parts) +
    chunk({ choices: [{ index: 0, delta: {}, finish_reason: finish }] }) +
    (usage ? chunk({ choices: [], usage }) : '') +
    'data: [DONE]\n\n',
  error: (type, message, code) => ({ error: { type, message, code: code ?? null } }),
  errorEvent: (type, message) => `data: ${JSON.stringify({ error: { type, message } })}\n\n`,
  lengthReason: 'length',
};

export const wireFormats = [messages, chat];

export const chatDelta = delta;
export const messagesEvent = event;
