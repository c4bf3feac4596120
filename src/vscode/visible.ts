import { revealed } from '../core/human/safeText.ts';

/**
 * Text from a model or a file name, made fit for a label of the editor: one line, with everything invisible written
 * out, and with what the editor would draw as a link `[…](…)` or an icon `$(…)` broken up.
 */
export function visible(text: string): string {
  return revealed(text.replace(/\s+/g, ' ').trim()).replace(/([\]$])\(/g, '$1 (');
}
