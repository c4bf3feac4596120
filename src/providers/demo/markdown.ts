/** Text that Markdown shows as it stands, on one line. */
export function escapeText(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>~&]/g, '\\$&');
}

/** A code span that shows `text` exactly, whatever backticks it holds. */
export function inlineCode(text: string): string {
  const line = text.replace(/[\r\n]+/g, ' ');
  const fence = fenceFor(line, 1);
  const needsPadding = line.startsWith('`') || line.endsWith('`') || /^ .* $/.test(line);
  return needsPadding ? `${fence} ${line} ${fence}` : `${fence}${line}${fence}`;
}

/** A fenced block that shows `text` exactly. */
export function codeBlock(text: string): string {
  const fence = fenceFor(text, 3);
  return `${fence}text\n${text.replace(/\n$/, '')}\n${fence}`;
}

/** A link whose text is the path in code; `to` is a relative path, not yet encoded. */
export function fileLink(text: string, to: string, fragment = ''): string {
  return `[${inlineCode(text)}](${encodePath(to)}${fragment})`;
}

/** A table; cells are Markdown, and a `|` in them stays in its cell. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  return [headings, headings.map(() => '---'), ...rows].map(tableRow).join('\n');
}

/** `../` as often as it takes to get from the folder of `path` to the workspace. */
export function toWorkspace(path: string): string {
  return '../'.repeat(path.split('/').length - 1);
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replace(/[\r\n]+/g, ' ').replace(/\|/g, '\\|')).join(' | ')} |`;
}

function fenceFor(text: string, shortest: number): string {
  const runs = text.match(/`+/g) ?? [];
  const longest = Math.max(0, ...runs.map((run) => run.length));
  return '`'.repeat(Math.max(shortest, longest + 1));
}

function encodePath(path: string): string {
  return path
    .split('/')
    .map((segment) => encodeURIComponent(segment).replace(/[!'()*]/g, percentEncode))
    .join('/');
}

function percentEncode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
