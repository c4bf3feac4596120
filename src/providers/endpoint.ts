import type { Peer } from './failure.ts';
import type { Transport } from './transport.ts';

/** Where and with what one API is called. */
export interface Endpoint {
  readonly baseUrl: string;
  /** `undefined` for servers that ask for none. */
  readonly key: string | undefined;
  /** Whether its replies say what they cost, in US dollars. */
  readonly tellsCost: boolean;
  readonly transport: Transport;
  readonly peer: Peer;
}

/** The time limit given to the SDKs: longer than any call, since our own guard ends them. */
export const SDK_TIMEOUT_MS = 24 * 60 * 60 * 1000;
