import type { AgentName } from './agent/agentName.ts';
import type { Price } from './agent/cost.ts';
import type { HostFiles } from './agent/hostFiles.ts';
import type { Provider } from './agent/provider.ts';
import type { Tool } from './agent/tool.ts';
import type { Ask, Forecast } from './human/request.ts';
import type { Emit, Event } from './journal/event.ts';
import type { Profiles } from './spawn/profile.ts';
import type { SlotSource } from './spawn/slots.ts';

/** All that the core needs from outside. One object, passed as an argument. */
export interface Ports {
  /** The API and the API's own model name for a `provider/model` name, or a message that says what to do next. */
  readonly provider: (model: string) => ProviderChoice;
  /** The file tools of one agent; their effects are recorded through `emit` before they happen. */
  readonly tools: (agent: AgentName, emit: Emit) => readonly Tool[];
  /** Whether a `provider/model` name is known and has the key it needs. */
  readonly canUse: (model: string) => Promise<boolean>;
  /** What a `provider/model` costs; undefined where that is not known. */
  readonly price: (model: string) => Price | undefined;
  /** The host's own files of one agent. */
  readonly hostFiles: (agentId: string, emit: Emit) => HostFiles;
  readonly profiles: Profiles;
  /** What one child of this kind used in past runs. */
  readonly pastUse: (kind: { profile: string | undefined; model: string }) => Promise<Forecast>;
  /** The places that all runs share, besides each run's own. */
  readonly sharedSlots: SlotSource;
  readonly ask: Ask;
  /** Appends to the journal, synchronously; throws if the fact cannot be recorded. */
  readonly append: (event: Event) => void;
  /** Awaited before a run's last fact is recorded, so that what accompanies the run can come to its end; never rejects. */
  readonly closing: () => Promise<void>;
  readonly clock: Clock;
  /** A new unguessable id matching `^[a-z0-9][a-z0-9-]{0,63}$`. */
  readonly newId: () => string;
}

export type ProviderChoice =
  | {
      readonly kind: 'found';
      readonly provider: Provider;
      readonly model: string;
      /** Whether its replies say what they cost, so that no price need be known. */
      readonly tellsCost?: boolean;
    }
  | { readonly kind: 'unknown'; readonly message: string };

/** Monotonic time in milliseconds, and a timer whose return value stops it. */
export interface Clock {
  now(): number;
  after(ms: number, callback: () => void): () => void;
}
