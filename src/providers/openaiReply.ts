import type { ModelRequest, Stop, Usage } from '../core/agent/provider.ts';
import { type ChatCounts, readChunk } from './chatChunk.ts';
import { GrowingText } from './growingText.ts';
import { redact } from './redact.ts';
import { BrokenReply, ReplySize } from './replyLimits.ts';
import { tokenCount, usageFrom } from './tokenUsage.ts';
import { toldCost } from './toldCost.ts';
import { type CallPiece, ToolCallAssembly } from './toolCallAssembly.ts';
import type { Finished } from './wire.ts';

/** Puts a streamed Chat Completions reply together. */
export class OpenaiReply {
  private readonly size = new ReplySize();
  private readonly assembly = new ToolCallAssembly();
  private readonly content = new GrowingText();
  private readonly refusal = new GrowingText();
  private readonly takenIds: ReadonlySet<string>;
  private counts: ChatCounts | undefined;
  private finishReason = '';

  constructor(request: ModelRequest) {
    this.takenIds = new Set(
      request.messages.flatMap((message) =>
        message.role === 'assistant' ? message.calls.map((call) => call.id) : [],
      ),
    );
  }

  accept(event: unknown): string {
    const { content, refusal, pieces, finishReason, counts } = readChunk(event);
    this.counts = counts ?? this.counts;
    this.finishReason = finishReason || this.finishReason;
    this.size.add(content);
    this.size.add(refusal);
    this.content.add(content);
    this.refusal.add(refusal);
    for (const piece of pieces) this.acceptCall(piece);
    return content;
  }

  /** Some servers count the model's thinking in the total only, and charge for it like for other output. */
  usage(): Usage {
    const { input, output, total, cachedInput } = this.counts ?? {};
    const beyondInput = tokenCount(total) - tokenCount(input);
    const atLeast = Math.max(beyondInput, this.size.tokensOfTooLarge());
    return usageFrom({ input, output: Math.max(tokenCount(output), atLeast), cachedInput });
  }

  /** What the server says it cost, in US dollars; undefined where it does not say. */
  costUsd(): number | undefined {
    return this.counts && toldCost({ router: this.counts.routerCost, maker: this.counts.makerCost });
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
    return this.content.toString();
  }

  /** What came with each call and must go back with it; `undefined` if nothing did. */
  extras(): readonly unknown[] | undefined {
    return this.assembly.extras();
  }

  private acceptCall(piece: CallPiece): void {
    this.size.add(piece.argumentsText);
    if (this.assembly.add(piece)) this.size.addCall();
  }

  private stop(): Stop {
    if (this.finishReason === 'length') return { reason: 'length' };
    if (this.finishReason === 'content_filter') {
      return { reason: 'refused', message: "The provider's content filter stopped the answer." };
    }
    const refusal = this.refusal.toString();
    if (refusal === '') return { reason: 'done' };
    return {
      reason: 'refused',
      message: `The model declined this request. ${redact(refusal, [])}`.trim(),
    };
  }
}
