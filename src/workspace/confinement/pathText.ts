/** Which naming rules apply. Windows rules are pure, so that they can be tested anywhere. */
export type NamingRules = 'posix' | 'windows';

const longestPath = 4096;
const longestName = 255;
const deepestPath = 128;

/** Control characters, line separators, lone surrogates, and the invisible ones that make two names look alike. */
const hidden =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/u;
const scheme = /^[a-z][a-z0-9+.-]*:/i;
const drive = /^[a-z]:\//i;
const device =
  /^(con|prn|aux|nul|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3]|conin\$|conout\$) *(\.|$)/i;
const shortName = /^[^.]{1,6}~\d+(\.|$)/;

/** Why a path text is refused before anything looks at the disk; undefined when its characters are acceptable. */
export function refusePathText(text: string, rules: NamingRules): string | undefined {
  if (text === '') return 'the path is empty';
  if (text.length > longestPath) return `the path is longer than ${longestPath} characters`;
  if (hidden.test(text)) return 'the path holds control, invisible or direction-changing characters';
  if (text.includes('\\')) return 'write / between folders, not a backslash';
  if (text.startsWith('//')) return 'network paths are not allowed';
  const hasDrive = rules === 'windows' && drive.test(text);
  if (!hasDrive && scheme.test(text)) return 'pass a path, not a URL or a drive';

  const names = pathParts(hasDrive ? text.slice(2) : text);
  if (names.length > deepestPath) return `the path is deeper than ${deepestPath} folders`;
  for (const name of names) {
    const reason = refuseName(name, rules);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** The names of a path in order, without empty ones and `.`. */
export function pathParts(text: string): readonly string[] {
  return text.split('/').filter((name) => name !== '' && name !== '.');
}

/** A text as it may be shown to people and models: escaped, in quotes, and short. */
export function quotePath(text: string): string {
  const short = text.length > 120 ? `${text.slice(0, 120)}…` : text;
  const escaped = JSON.stringify(short);
  return escaped.replace(new RegExp(hidden.source, 'gu'), (c) => `\\u{${c.codePointAt(0)?.toString(16)}}`);
}

function refuseName(name: string, rules: NamingRules): string | undefined {
  if (name === '..') return 'write the path from the workspace root, without ".."';
  if (Buffer.byteLength(name) > longestName) return `a name in it is longer than ${longestName} bytes`;
  return rules === 'windows' ? refuseWindowsName(name) : undefined;
}

function refuseWindowsName(name: string): string | undefined {
  if (/[<>:"|?*]/.test(name)) return 'a name in it holds a character that Windows gives another meaning';
  if (/[. ]$/.test(name)) return 'a name in it ends with a dot or a space';
  if (device.test(name)) return 'a name in it is a Windows device';
  if (shortName.test(name)) return 'a name in it looks like a Windows short name; write it in full';
  return undefined;
}
