import type Anthropic from '@anthropic-ai/sdk';
import { z } from 'zod';
import type { ToolCall } from '../core/agent/message.ts';
import type { Stop, Usage } from '../core/agent/provider.ts';
import { GrowingText } from './growingText.ts';
import { replayedArguments } from './outgoing.ts';
import { redact } from './redact.ts';
import { BrokenReply, ReplySize } from './replyLimits.ts';
import { tokenCount, usageFrom } from './tokenUsage.ts';
import type { Finished } from './wire.ts';

const Counts = z.object({
  input_tokens: z.unknown().optional(),
  output_tokens: z.unknown().optional(),
  cache_creation_input_tokens: z.unknown().optional(),
  cache_read_input_tokens: z.unknown().optional(),
});
type Counts = z.infer<typeof Counts>;

const Text = z.string().catch('');
const StreamEvent = z.object({
  type: z.string(),
  index: z.number().catch(0),
  message: z.object({ usage: Counts.nullish() }).nullish(),
  content_block: z
    .object({
      type: z.string(),
      id: Text,
      name: Text,
      text: Text,
      thinking: Text,
      data: Text,
      input: z.unknown().optional(),
    })
    .nullish(),
  delta: z
    .object({
      text: Text,
      partial_json: Text,
      thinking: Text,
      signature: Text,
      stop_reason: z.string().nullish(),
      stop_details: z.object({ explanation: z.string().nullish() }).nullish(),
    })
    .nullish(),
  usage: Counts.nullish(),
  error: z.unknown().optional(),
});
type StreamEvent = z.infer<typeof StreamEvent>;

interface Part {
  readonly type: string;
  readonly id: string;
  readonly name: string;
  readonly data: string;
  readonly input?: unknown;
  readonly text: GrowingText;
  readonly json: GrowingText;
  readonly thinking: GrowingText;
  readonly signature: GrowingText;
}

/** Puts a streamed Messages reply together. */
export class AnthropicReply {
  private readonly size = new ReplySize();
  private readonly parts = new Map<number, Part>();
  private readonly counts: Counts[] = [];
  private stopReason = '';
  private explanation = '';
  private isComplete = false;

  accept(event: unknown): string {
    const parsed = StreamEvent.safeParse(event);
    if (!parsed.success) throw new BrokenReply('garbled');
    const { data } = parsed;
    switch (data.type) {
      case 'message_start':
        if (data.message?.usage) this.counts.push(data.message.usage);
        return '';
      case 'content_block_start':
        return this.startPart(data);
      case 'content_block_delta':
        return this.continuePart(data);
      case 'message_delta':
        if (data.usage) this.counts.push(data.usage);
        this.stopReason = data.delta?.stop_reason ?? this.stopReason;
        this.explanation = data.delta?.stop_details?.explanation ?? this.explanation;
        return '';
      case 'message_stop':
        this.isComplete = true;
        return '';
      case 'error':
        throw Object.assign(new Error('error event'), { error: data.error });
      default:
        return '';
    }
  }

  /** The counts of the end are totals; where they are missing, those of the start hold. */
  usage(): Usage {
    const latest = (key: keyof Counts) =>
      this.counts.reduce((found, counts) => tokenCount(counts[key]) || found, 0);
    const cachedInput = latest('cache_read_input_tokens');
    return usageFrom({
      input: latest('input_tokens') + latest('cache_creation_input_tokens') + cachedInput,
      output: Math.max(latest('output_tokens'), this.size.tokensOfTooLarge()),
      cachedInput,
    });
  }

  /** The stop reason comes behind all content, so with it the reply is whole even if its last event is lost. */
  finish(): Finished {
    if (!this.isComplete && this.stopReason === '') throw new BrokenReply('cutOff');
    const stop = this.stop();
    return { stop, calls: stop.reason === 'refused' ? [] : this.calls() };
  }

  /** All text of the reply. */
  text(): string {
    return [...this.parts.values()].map(({ text }) => text.toString()).join('');
  }

  /** The reply exactly as the API wants it back, if it holds thinking; else `undefined`. */
  thinkingParts(): Anthropic.ContentBlockParam[] | undefined {
    const parts = [...this.parts.values()];
    return parts.some(isThinking) ? parts.flatMap(asParam) : undefined;
  }

  private startPart({ index, content_block: block }: StreamEvent): string {
    if (!block) throw new BrokenReply('garbled');
    this.size.addPart();
    if (block.type === 'tool_use') this.size.addCall();
    this.size.add(block.text);
    this.size.add(block.thinking);
    this.size.add(block.data);
    this.parts.set(index, {
      ...block,
      text: new GrowingText(block.text),
      json: new GrowingText(),
      thinking: new GrowingText(block.thinking),
      signature: new GrowingText(),
    });
    return block.text;
  }

  private continuePart({ index, delta }: StreamEvent): string {
    const part = this.parts.get(index);
    if (!part || !delta) throw new BrokenReply('garbled');
    this.size.add(delta.text);
    this.size.add(delta.partial_json);
    this.size.add(delta.thinking);
    this.size.add(delta.signature);
    part.text.add(delta.text);
    part.json.add(delta.partial_json);
    part.thinking.add(delta.thinking);
    part.signature.add(delta.signature);
    return delta.text;
  }

  private calls(): ToolCall[] {
    return [...this.parts.values()]
      .filter((part) => part.type === 'tool_use')
      .map((part) => ({ id: part.id, name: part.name, argumentsJson: argumentsOf(part) }));
  }

  private stop(): Stop {
    switch (this.stopReason) {
      case 'max_tokens':
      case 'model_context_window_exceeded':
        return { reason: 'length' };
      case 'refusal':
        return { reason: 'refused', message: refusalMessage(this.explanation) };
      default:
        return { reason: 'done' };
    }
  }
}

function refusalMessage(explanation: string): string {
  return `The model declined this request. ${redact(explanation, [])}`.trim();
}

/** Some servers send the whole input with the start of the call instead of in pieces. */
function argumentsOf({ json, input }: Part): string {
  const sent = json.toString();
  if (sent.trim() !== '') return sent;
  return input === undefined || input === null ? '{}' : JSON.stringify(input);
}

function isThinking({ type }: Part): boolean {
  return type === 'thinking' || type === 'redacted_thinking';
}

function asParam(part: Part): Anthropic.ContentBlockParam[] {
  switch (part.type) {
    case 'thinking':
      return [{ type: 'thinking', thinking: part.thinking.toString(), signature: part.signature.toString() }];
    case 'redacted_thinking':
      return [{ type: 'redacted_thinking', data: part.data }];
    case 'text':
      return textParam(part.text.toString());
    case 'tool_use':
      return [
        { type: 'tool_use', id: part.id, name: part.name, input: replayedArguments(argumentsOf(part)) },
      ];
    default:
      return [];
  }
}

function textParam(text: string): Anthropic.ContentBlockParam[] {
  return text.trim() === '' ? [] : [{ type: 'text', text }];
}
