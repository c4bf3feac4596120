/** Files in which editors look for the address of a schema, by their ending or by how they begin. */
const schemaEnding = /(?:json[c5l]?|ya?ml|toml|rc|webmanifest|code-[a-z]+)$/i;
const schemaBeginning = /^\ufeff?\s*[{[/]/;

/**
 * Addresses of schemas elsewhere that the text has and the one before had not. Editors load schemas by themselves, and
 * what those refer to, so an address can carry something out.
 */
export function newSchemas(before: string | null, after: string | null): readonly string[] {
  const found = schemaAddresses(after ?? '');
  if (found.size === 0) return [];
  const known = schemaAddresses(before ?? '');
  return [...found].filter((address) => !known.has(address));
}

/** Whether an editor that shows the file would load a schema from somewhere it did not before. */
export function loadsNewSchema(name: string, before: string | null, after: string | null): boolean {
  const isLookedAt = schemaEnding.test(name) || schemaBeginning.test(after ?? '');
  return isLookedAt && newSchemas(before, after).length > 0;
}

const key = /#:schema\b|\$(?:schema|ref)\b/gi;
const mostKeys = 10_000;
/** So much after a key is looked at; where its value does not begin within, it counts as an address. */
const farthest = 600;

function schemaAddresses(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  if (!/\$(?:schema|ref)|:schema|\\/i.test(text)) return found;
  const plain = unescaped(text);
  let keys = 0;
  for (const { index, 0: name } of plain.matchAll(key)) {
    keys += 1;
    const following = plain.slice(index + name.length, index + name.length + farthest);
    const address = addressIn(following, name.startsWith('#'));
    const isAnchored = /&\S{1,100}\s{1,100}["']?$/.test(plain.slice(Math.max(0, index - 220), index));
    if (address !== undefined) found.add(address);
    else if (isAnchored) found.add(following.trim());
    if (keys > mostKeys) return found.add('too many places to tell');
  }
  return found;
}

/** What JSON, TOML and YAML write with a backslash; all of them, since more found is safer than less. */
function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(
    /\\(?:u([0-9a-f]{4})|U([0-9a-f]{8})|x([0-9a-f]{2})|(\/)|\r?\n[ \t]*)/gi,
    (_, four?: string, eight?: string, two?: string, slash = '') => {
      const code = Number.parseInt(four ?? eight ?? two ?? '', 16);
      return code <= 0x10_ffff ? String.fromCodePoint(code) : slash;
    },
  );
}

/** Blanks and comments, then the sign between a key and its value. */
const gap = String.raw`(?:\s|/\*(?:[^*]|\*(?!/))*\*/|//[^\n]*\n|#[^\n]*\n)*`;
const separator = new RegExp(`^["']?${gap}[:=]`);
/** The same before a value, with what YAML may put there. */
const lead = /^(?:\s|\/\*(?:[^*]|\*(?!\/))*\*\/|#[^\n]*\n|[&!]\S*\s|[>|][-+\d]*\s)*/;
const unfinished = /^(?:\/\*|#(?!\/)|[&!>|*]|$)/;

/** The address that is the value of a key, from what follows the key; also what may be one but cannot be told. */
function addressIn(following: string, isDirective: boolean): string | undefined {
  const sign = isDirective ? '' : separator.exec(following)?.[0];
  if (sign === undefined) return isHidden(following) ? following.trim() : undefined;
  const behind = following.slice(sign.length);
  const value = behind.slice(lead.exec(behind)?.[0].length);
  const isCutOff = following.length === farthest || /\S/.test(value);
  if (unfinished.test(value)) return isCutOff ? following.trim() : undefined;
  return /^["']?((?:[a-z][a-z0-9+.-]+:(?=[^\s"'])|\/\/|\\\\)[^\s"']*)/i.exec(value)?.[1];
}

/** Whether a sign may follow farther on than was looked. */
function isHidden(following: string): boolean {
  const behind = following.replace(new RegExp(`^["']?${gap}`), '');
  return following.length === farthest && /^(?:\/\*|\/\/|#|$)/.test(behind);
}
