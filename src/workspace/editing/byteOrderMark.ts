const mark = '\ufeff';

/** A new text that starts with a byte order mark, once, exactly if the old one does. */
export function withMarkOf(old: string, text: string): string {
  if (!old.startsWith(mark)) return text;
  return mark + text.replace(/^\ufeff+/, '');
}
