/** A regular expression for a text as it stands, in what ripgrep's engine and ours both understand. */
export function escapedText(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$#&~-]/g, '\\$&');
}
