import { z } from 'zod';
import { AgentLimits } from '../agent/brief.ts';

/** Names are also path components, so a model's text counts only in exactly this form. */
export const ProfileName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/);

/** An approved kind of child: what it is told, and what it may have at most. */
export const Profile = z.object({
  name: ProfileName,
  description: z.string(),
  instructions: z.string(),
  /** `provider/model` names, the best first; the first that can be used is. Empty: the run's model for children. */
  models: z.array(z.string()),
  /** Names of Muster's tools; null for all that its parent can give. */
  tools: z.array(z.string()).nullable(),
  /** Only what it says itself; a run's own limits stay the ceiling. */
  limits: AgentLimits.partial(),
});
export type Profile = z.infer<typeof Profile>;

/** Where a profile comes from; only a file must be trusted. */
export type ProfileSource =
  | { readonly kind: 'builtIn' }
  | {
      readonly kind: 'file';
      /** Workspace-relative. */
      readonly path: string;
      /** SHA-256 of its bytes, to which trust is bound. */
      readonly hash: string;
      readonly text: string;
      readonly isTrusted: boolean;
      /** What of the file is not followed, in words for people. */
      readonly notes: readonly string[];
    };

/** What lies under a profile's name now. `broken`: the message names file, line and field. */
export type FoundProfile =
  | { readonly kind: 'found'; readonly profile: Profile; readonly source: ProfileSource }
  | { readonly kind: 'broken'; readonly name: string; readonly path: string; readonly message: string };

/** The profiles of this workspace, read from the disk anew at each call. */
export interface Profiles {
  /** In the order in which people are shown them; of two with one name the one that counts. */
  list(): Promise<readonly FoundProfile[]>;
  find(name: string): Promise<FoundProfile | undefined>;
  /** Records a person's trust in a file with exactly this hash, under this name and path. */
  trust(name: string, path: string, hash: string): Promise<void>;
}
