import type { ModelRequest } from '../core/agent/provider.ts';
import { apiErrorOf } from './apiError.ts';
import { showsImages, withImages } from './sentImages.ts';
import type { Wire } from './wire.ts';

/**
 * A wire that shows a model the pictures it can see. Where an API refuses them all the same, the request is sent again
 * with their words alone, so that a picture never ends a conversation.
 */
export function seeingWire(wire: Wire, canSee: (model: string) => boolean): Wire {
  const blind = new Set<string>();
  const shown = (request: ModelRequest) =>
    withImages(request, canSee(request.model) && !blind.has(request.model));
  return {
    async open(request, watch) {
      const sent = shown(request);
      try {
        return await wire.open(sent, watch);
      } catch (error) {
        const refusal = showsImages(sent) ? imageRefusal(error) : undefined;
        if (refusal === undefined) throw error;
        if (/support|vision|multimodal|text.only|only text/i.test(refusal)) blind.add(request.model);
        return wire.open(withImages(request, false), watch);
      }
    },
    read: (request) => wire.read(shown(request)),
    explain: (error) => wire.explain(error),
  };
}

/** What an API said against a picture; undefined for any other failure. */
function imageRefusal(error: unknown): string | undefined {
  const { status = 0, message = '' } = apiErrorOf(error) ?? {};
  const isRefusal = status === 400 || status === 404 || status === 413 || status === 415 || status === 422;
  return isRefusal && /image|vision|multimodal|media|too large|content.*(?:type|array|string)/i.test(message)
    ? message
    : undefined;
}
