/** How long a server asks to wait, in milliseconds; `undefined` if it does not say so in a way we understand. */
export function retryAfterMs(headers: Headers | undefined, now: number): number | undefined {
  return milliseconds(headers?.get('retry-after-ms')) ?? secondsOrDate(headers?.get('retry-after'), now);
}

function milliseconds(value: string | null | undefined): number | undefined {
  return isNumber(value) ? Number(value) : undefined;
}

function secondsOrDate(value: string | null | undefined, now: number): number | undefined {
  if (isNumber(value)) return Number(value) * 1000;
  if (!value || !/^[A-Z][a-z]+,? .*\d{2}:\d{2}:\d{2}/.test(value)) return undefined;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function isNumber(value: string | null | undefined): value is string {
  return value !== null && value !== undefined && /^\s*\d{1,12}(\.\d+)?\s*$/.test(value);
}
