import { z } from 'zod';
import type { ModelRequest, Stop, Usage } from '../core/agent/provider.ts';
import { redact } from './redact.ts';
import { BrokenReply, ReplySize } from './replyLimits.ts';
import { tokenCount, usageFrom } from './tokenUsage.ts';
import { ToolCallAssembly } from './toolCallAssembly.ts';
import type { Finished } from './wire.ts';

const Text = z
  .string()
  .nullish()
  .transform((text) => text ?? '');
const Arguments = z
  .union([z.string(), z.record(z.string(), z.unknown())])
  .nullish()
  .transform((value) => (typeof value === 'string' ? value : value ? JSON.stringify(value) : ''));

const CallDelta = z.object({
  index: z.number().int().optional().catch(undefined),
  id: Text,
  function: z.object({ name: Text, arguments: Arguments }).nullish(),
  extra_content: z.unknown().optional(),
});
const Chunk = z.object({
  choices: z
    .array(
      z.object({
        delta: z.object({ content: Text, refusal: Text, tool_calls: z.array(CallDelta).nullish() }).nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .nullish(),
  usage: z
    .object({
      prompt_tokens: z.unknown().optional(),
      completion_tokens: z.unknown().optional(),
      total_tokens: z.unknown().optional(),
      prompt_tokens_details: z.object({ cached_tokens: z.unknown().optional() }).nullish(),
    })
    .nullish(),
});

/** Puts a streamed Chat Completions reply together. */
export class OpenaiReply {
  private readonly size = new ReplySize();
  private readonly assembly = new ToolCallAssembly();
  private readonly takenIds: ReadonlySet<string>;
  private counts: z.infer<typeof Chunk>['usage'];
  private content = '';
  private refusal = '';
  private finishReason = '';

  constructor(request: ModelRequest) {
    this.takenIds = new Set(
      request.messages.flatMap((message) =>
        message.role === 'assistant' ? message.calls.map((call) => call.id) : [],
      ),
    );
  }

  accept(event: unknown): string {
    const parsed = Chunk.safeParse(event);
    if (!parsed.success) throw new BrokenReply('garbled');
    this.counts = parsed.data.usage ?? this.counts;
    const choice = parsed.data.choices?.[0];
    if (!choice) return '';
    this.finishReason = choice.finish_reason ?? this.finishReason;
    const { content = '', refusal = '', tool_calls: deltas } = choice.delta ?? {};
    this.size.add(content);
    this.size.add(refusal);
    this.content += content;
    this.refusal += refusal;
    for (const delta of deltas ?? []) this.acceptCall(delta);
    return content;
  }

  /** Some servers count the model's thinking in the total only, and charge for it like for other output. */
  usage(): Usage {
    const { prompt_tokens, completion_tokens, total_tokens, prompt_tokens_details } = this.counts ?? {};
    const beyondInput = tokenCount(total_tokens) - tokenCount(prompt_tokens);
    return usageFrom({
      input: prompt_tokens,
      output: Math.max(tokenCount(completion_tokens), beyondInput),
      cachedInput: prompt_tokens_details?.cached_tokens,
    });
  }

  finish(): Finished {
    if (this.finishReason === '') throw new BrokenReply('cutOff');
    const stop = this.stop();
    const calls = stop.reason === 'refused' ? [] : this.assembly.calls(this.takenIds);
    // A call may be cut before it has a name, and then it cannot even be answered.
    return { stop, calls: stop.reason === 'length' ? calls.filter(({ name }) => name !== '') : calls };
  }

  /** All text of the reply. */
  text(): string {
    return this.content;
  }

  /** What came with each call and must go back with it; `undefined` if nothing did. */
  extras(): readonly unknown[] | undefined {
    return this.assembly.extras();
  }

  private acceptCall(delta: z.infer<typeof CallDelta>): void {
    const { name = '', arguments: argumentsText = '' } = delta.function ?? {};
    this.size.add(argumentsText);
    const { index, id, extra_content: extra } = delta;
    if (this.assembly.add({ index, id, name, argumentsText, extra })) this.size.addCall();
  }

  private stop(): Stop {
    if (this.finishReason === 'length') return { reason: 'length' };
    if (this.finishReason === 'content_filter') {
      return { reason: 'refused', message: "The provider's content filter stopped the answer." };
    }
    if (this.refusal === '') return { reason: 'done' };
    return {
      reason: 'refused',
      message: `The model declined this request. ${redact(this.refusal, [])}`.trim(),
    };
  }
}
