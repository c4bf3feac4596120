import type { Keyboard } from '../asking/keys.ts';
import type { Output } from '../screen/output.ts';
import type { Paint } from '../screen/paint.ts';

/** What a revert needs of a terminal. */
export interface RevertEnds {
  readonly out: Output;
  readonly err: Output;
  /** There if a person can be asked. */
  readonly person: { readonly input: Keyboard } | undefined;
  readonly paint: Paint;
}
