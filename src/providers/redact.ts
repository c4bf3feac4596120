const REDACTED = '[redacted]';
const SHORTEST_SECRET = 4;

/** Bearer tokens, keys with a well-known beginning, and any long run of characters that words do not have. */
const KEY_LIKE = [
  /bearer\s+\S+/gi,
  /\b(?:sk|pk|rk|gsk|xai|key|AIza|ya29|gh[a-z])[-_.*A-Za-z0-9]{8,}/g,
  /[_*+=A-Za-z0-9]{32,}/g,
];

/** Removes the given secrets and everything that looks like a key, joins lines, and cuts to `limit` characters. */
export function redact(text: string, secrets: readonly string[], limit = 200): string {
  let safe = text;
  for (const secret of secrets) {
    if (secret.length >= SHORTEST_SECRET) safe = safe.replaceAll(secret, REDACTED);
  }
  for (const pattern of KEY_LIKE) safe = safe.replace(pattern, REDACTED);
  safe = safe.replace(/\s+/g, ' ').trim();
  return safe.length > limit ? `${safe.slice(0, limit - 1)}…` : safe;
}
