import type { Message, ToolResult } from '../core/agent/message.ts';
import type { ModelRequest } from '../core/agent/provider.ts';
import { imageWords } from '../core/prompts/fileWords.ts';

/** More in one request are refused by model APIs, or only taken when they are small. */
const mostImages = 20;
const mostBase64 = 20 * 1024 * 1024;
/** Old images leave ten at a time: each time the beginning of the conversation is a new one, and costs again. */
const leaveTogether = 10;

/** Whether a request shows a model any picture. */
export function showsImages(request: ModelRequest): boolean {
  return imagesIn(request.messages).length > 0;
}

/** The request with its newest pictures only; of the others, and of all for a model that is blind, the words stay. */
export function withImages(request: ModelRequest, sees: boolean): ModelRequest {
  const images = imagesIn(request.messages);
  if (images.length === 0) return request;
  const left = sees ? leavingOf(images) : images.length;
  const note = sees ? imageWords.noLongerShown : imageWords.unseen;
  let passed = 0;
  const shown = (result: ToolResult): ToolResult => {
    if (!result.images?.length) return result;
    const { images: all, ...rest } = result;
    const kept = all.slice(Math.max(left - passed, 0));
    passed += all.length;
    const text = kept.length < all.length ? `${result.text}\n${note}` : result.text;
    return { ...rest, text, ...(kept.length > 0 ? { images: kept } : {}) };
  };
  const messages = request.messages.map((message) =>
    message.role === 'tool' ? { ...message, results: message.results.map(shown) } : message,
  );
  return { ...request, messages };
}

function imagesIn(messages: readonly Message[]) {
  return messages.flatMap((message) =>
    message.role === 'tool' ? message.results.flatMap(({ images = [] }) => images) : [],
  );
}

/** How many of the oldest are not sent. */
function leavingOf(images: ReturnType<typeof imagesIn>): number {
  let left = Math.ceil(Math.max(images.length - mostImages, 0) / leaveTogether) * leaveTogether;
  let sent = images.slice(left).reduce((sum, { base64 }) => sum + base64.length, 0);
  for (; sent > mostBase64; left += 1) sent -= images[left]?.base64.length ?? sent;
  return left;
}
