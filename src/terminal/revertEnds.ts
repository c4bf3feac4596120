import type { Keyboard } from './keys.ts';
import type { Output } from './output.ts';
import type { Paint } from './paint.ts';

/** What a revert needs of a terminal. */
export interface RevertEnds {
  readonly out: Output;
  readonly err: Output;
  /** There if a person can be asked. */
  readonly person: { readonly input: Keyboard } | undefined;
  readonly paint: Paint;
}
