import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The repository. */
export const root = dirname(import.meta.dirname);

/** Where the packaged extension of this version is written. */
export function vsixPath(): string {
  const manifest: { name: string; version: string } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  return join(root, `${manifest.name}-${manifest.version}.vsix`);
}
