import type { Provider } from './agent/provider.ts';
import type { Tool } from './agent/tool.ts';
import type { Ask } from './human/request.ts';
import type { Emit, Event } from './journal/event.ts';

/** All that the core needs from outside. One object, passed as an argument. */
export interface Ports {
  /** The API and the API's own model name for a `provider/model` name, or a message that says what to do next. */
  readonly provider: (model: string) => ProviderChoice;
  /** The file tools of one agent; their effects are recorded through `emit` before they happen. */
  readonly tools: (agentId: string, emit: Emit) => readonly Tool[];
  readonly ask: Ask;
  /** Appends to the journal, synchronously; throws if the fact cannot be recorded. */
  readonly append: (event: Event) => void;
  readonly clock: Clock;
  /** A new unguessable id matching `^[a-z0-9][a-z0-9-]{0,63}$`. */
  readonly newId: () => string;
}

export type ProviderChoice =
  | { readonly kind: 'found'; readonly provider: Provider; readonly model: string }
  | { readonly kind: 'unknown'; readonly message: string };

/** Monotonic time in milliseconds, and a timer whose return value stops it. */
export interface Clock {
  now(): number;
  after(ms: number, callback: () => void): () => void;
}
