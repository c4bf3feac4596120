import { counted } from '../../core/human/amounts.ts';
import { countHidden, revealed, safeLine } from '../../core/human/safeText.ts';
import type { Paint } from '../screen/paint.ts';

/** The file of a profile as a person judges it before trusting it. */
export interface ProfileFile {
  readonly path: string;
  readonly hash: string;
  readonly text: string;
  /** What of it is not followed, in sentences. */
  readonly notes: readonly string[];
}

/**
 * Where it stands, what to look out for, and the file line by line. Nothing in it can steer a terminal, what is
 * invisible is shown, and each line of the file has a bar in front of it, so that none can pass for one of ours.
 */
export function profileFileText(
  { path, hash, text, notes }: ProfileFile,
  paint: Paint,
): { readonly heading: readonly string[]; readonly file: readonly string[] } {
  const hidden = countHidden(text);
  const cautions = [
    ...(hidden > 0 ? [`${counted(hidden, 'invisible or reordering character')}, shown as <U+…>.`] : []),
    ...notes.map((note) => revealed(safeLine(note))),
  ];
  return {
    heading: [
      `${paint('bold', revealed(safeLine(path)))}  ${paint('dim', `SHA-256 ${safeLine(hash)}`)}`,
      ...cautions.map((caution) => paint('yellow', `! ${caution}`)),
    ],
    file: linesOf(text).map((line) => `${paint('dim', '│')} ${revealed(line)}`),
  };
}

const linesOf = (text: string) => text.replace(/\r?\n$/, '').split(/\r?\n/);
