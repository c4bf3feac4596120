import assert from 'node:assert/strict';
import { z } from 'zod';

/** What both wire formats allow as the name of a tool. */
const name = z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/);
const JsonObject = z.record(z.string(), z.unknown());
const jsonObject = z.string().transform((json) => JsonObject.parse(JSON.parse(json)));

const ChatCall = z.object({ id: z.string().min(1), function: z.object({ name, arguments: jsonObject }) });
const Block = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string().min(1) }),
  z.object({ type: z.literal('tool_use'), id: z.string().min(1), name, input: JsonObject }),
  z.object({ type: z.literal('tool_result'), tool_use_id: z.string() }),
]);
const Message = z.object({
  role: z.enum(['system', 'user', 'assistant', 'tool']),
  content: z.union([z.string().min(1), z.array(Block).min(1), z.null()]).optional(),
  tool_calls: z.array(ChatCall).min(1).optional(),
  tool_call_id: z.string().optional(),
});
const Body = z.object({ messages: z.array(Message).min(1) });

/** Throws for a conversation that a strict API rejects: every call is well formed and answered right behind it, once. */
export function assertAcceptable(body: unknown): void {
  const { messages } = Body.parse(body);
  let open: string[] = [];
  for (const message of messages) {
    const blocks = Array.isArray(message.content) ? message.content : [];
    const answered = [
      ...blocks.flatMap((block) => (block.type === 'tool_result' ? [block.tool_use_id] : [])),
      ...(message.tool_call_id === undefined ? [] : [message.tool_call_id]),
    ];
    for (const id of answered) {
      assert.ok(open.includes(id), `the result of ${id} answers no call`);
      open = open.filter((other) => other !== id);
    }
    if (message.role === 'tool') continue;
    assert.deepEqual(open, [], 'calls without a result');
    open = [
      ...blocks.flatMap((block) => (block.type === 'tool_use' ? [block.id] : [])),
      ...(message.tool_calls ?? []).map(({ id }) => id),
    ];
    assert.equal(new Set(open).size, open.length, 'an id used twice in one turn');
  }
  assert.deepEqual(open, [], 'calls without a result at the end');
}
