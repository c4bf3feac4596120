import { abortable } from '../agent/abortable.ts';
import type { DraftOf } from '../human/request.ts';
import { untrustedProfile } from '../prompts/refusals.ts';
import type { Profiles } from './profile.ts';
import type { Wisher } from './spawnWish.ts';

type ProfileFile = DraftOf<'profile'>;

/** What a person said about a profile, or that the one who asked is gone. */
type Answer = { readonly no: string | undefined } | 'withdrawn';

/** The question whether a profile's file may be used as it is: put once for each file, however many agents want it. */
export class ProfileQuestion {
  readonly #profiles: Profiles;
  /** By the key of the file: whether a person trusts it, or what was said against it. */
  readonly #answers = new Map<string, 'trusted' | { readonly no: string }>();
  /** By the key of the file: questions that several agents wait for. None of them rejects. */
  readonly #open = new Map<string, Promise<Answer>>();

  constructor(profiles: Profiles) {
    this.#profiles = profiles;
  }

  isTrusted(file: ProfileFile): boolean {
    return this.#answers.get(keyOf(file)) === 'trusted';
  }

  /** Whether a person has said no to it in this run. */
  isRejected(file: ProfileFile): boolean {
    return typeof this.#answers.get(keyOf(file)) === 'object';
  }

  /** What a person says against it, in words for the model. Without one, look again: it is trusted, or nobody was asked. */
  async ask(file: ProfileFile, wisher: Wisher, signal: AbortSignal): Promise<string | undefined> {
    const known = this.#answers.get(keyOf(file));
    if (known !== undefined && known !== 'trusted') return known.no;
    const open = this.#open.get(keyOf(file));
    if (!open) return this.#put(file, wisher, signal);
    const answer = await wisher.member.pause(() => abortable(open, signal));
    return answer === 'withdrawn' ? undefined : answer.no;
  }

  /**
   * The answer counts for all who wait for it, and in this run for this very file, also where it cannot be kept for
   * later ones; a question that ended with its agent counts for nobody else.
   */
  async #put(file: ProfileFile, { ask, callId }: Wisher, signal: AbortSignal): Promise<string | undefined> {
    const { hash, name, path } = file;
    const key = keyOf(file);
    let tell: (answer: Answer) => void = () => {};
    this.#open.set(key, new Promise((resolve) => (tell = resolve)));
    try {
      const { answer } = await ask({ draft: file, callId }, signal);
      const no = answer.kind === 'approved' ? undefined : untrustedProfile(name, answer);
      if (no !== undefined && answer.kind === 'rejected') this.#answers.set(key, { no });
      if (answer.kind === 'approved') {
        this.#answers.set(key, 'trusted');
        await this.#profiles.trust(name, path, hash);
      }
      if (!signal.aborted) tell({ no });
      return no;
    } finally {
      this.#open.delete(key);
      tell('withdrawn');
    }
  }
}

/** The same bytes mean something else in another place, where another program's format is read. */
const keyOf = ({ name, path, hash }: ProfileFile) => JSON.stringify([name, path, hash]);
