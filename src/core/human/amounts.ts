import type { Cost } from '../agent/cost.ts';
import type { Usage } from '../agent/provider.ts';

/** `850`, `12.4k`, `3.1M` */
export function shortCount(n: number): string {
  if (n < 999.5) return `${Math.round(n)}`;
  if (n < 999_950) return `${trimmed(n / 1000)}k`;
  return `${trimmed(n / 1_000_000)}M`;
}

/** `12 B`, `3.4 kB`, `1.2 MB`, `1.1 GB` */
export function fileSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 999_950) return `${trimmed(bytes / 1000)} kB`;
  if (bytes < 999_950_000) return `${trimmed(bytes / 1_000_000)} MB`;
  return `${trimmed(bytes / 1_000_000_000)} GB`;
}

/** `8s`, `2m 05s`, `1h 04m` */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${twoDigits(seconds % 60)}s`;
  return `${Math.floor(seconds / 3600)}h ${twoDigits(Math.floor(seconds / 60) % 60)}m`;
}

/** `1 file`, `2 files` */
export function counted(n: number, noun: string): string {
  return `${n} ${n === 1 ? noun : `${noun}s`}`;
}

/** `$0.0012`, `$0.34`, `$12.50`; `over $0.34` where a part is not known, `cost unknown` where nothing is. */
export function costText({ usd, isWhole }: Cost): string {
  if (isWhole) return dollars(usd);
  return usd === 0 ? 'cost unknown' : `over ${dollars(usd)}`;
}

/** `$0`, `$0.0012`, `$12.50` */
export function dollars(usd: number): string {
  if (usd === 0) return '$0';
  return `$${usd < 0.01 ? usd.toPrecision(2) : usd.toFixed(2)}`;
}

export const totalTokens = (usage: Usage) => usage.input + usage.output;

const trimmed = (n: number) => n.toFixed(1).replace(/\.0$/, '');
const twoDigits = (n: number) => `${n}`.padStart(2, '0');
