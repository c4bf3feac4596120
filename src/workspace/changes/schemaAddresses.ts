/** Files in which editors look for the address of a schema, by their ending or by how they begin. */
const schemaEnding = /(?:json[c5]?|ya?ml|toml|rc|webmanifest|code-[a-z]+)$/i;
const schemaBeginning = /^\ufeff?\s*[{[]/;

/**
 * Addresses of schemas elsewhere that the text has and the one before had not. Editors load schemas by themselves, so
 * an address can carry something out.
 */
export function newSchemas(before: string | null, after: string | null): readonly string[] {
  const found = new Set(schemaAddresses(after ?? ''));
  if (found.size === 0) return [];
  const known = new Set(schemaAddresses(before ?? ''));
  return [...found].filter((address) => !known.has(address));
}

/** Whether an editor that shows the file would load a schema from somewhere it did not before. */
export function loadsNewSchema(name: string, before: string | null, after: string | null): boolean {
  const isLookedAt = schemaEnding.test(name) || schemaBeginning.test(after ?? '');
  return isLookedAt && newSchemas(before, after).length > 0;
}

function schemaAddresses(text: string): readonly string[] {
  if (!/schema|\\u/i.test(text)) return [];
  const plain = text
    .replace(/\\u([0-9a-fA-F]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replaceAll('\\/', '/');
  const found = plain.matchAll(
    /\$schema["']?\s{0,100}[:=]\s{0,100}["']?((?:[a-z][a-z0-9+.-]{0,20}:)?\/\/[^\s"']{1,500})/gi,
  );
  return [...found].map((match) => match[1] ?? '');
}
