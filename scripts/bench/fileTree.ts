import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const perFolder = 50;
const endings = ['ts', 'js', 'md', 'json', 'css'];

/** What only one of the files holds, and the name of the one other that is unlike the rest. */
export const rareText = 'the needle in the hay';
export const rareName = 'needle.ts';
/** What each file holds many times. */
export const usualText = 'compute';

/** Makes a tree of so many small files, always the same, with an ignore file and what it excludes. */
export function makeFileTree(folder: string, count: number): void {
  for (let made = 0; made < count; made += 1) {
    const n = Math.floor(made / perFolder);
    const path = join(folder, `package${n % 50}`, 'src', `part${Math.floor(n / 50)}`);
    if (made % perFolder === 0) mkdirSync(path, { recursive: true });
    const isRare = made === Math.floor(count / 2);
    const name = isRare ? rareName : `file${made}.${endings[made % endings.length]}`;
    writeFileSync(join(path, name), text(made) + (isRare ? `${rareText}\n` : ''));
  }
  // Without a repository ripgrep alone would search what is ignored as well, and so do another work.
  mkdirSync(join(folder, '.git'));
  writeFileSync(join(folder, '.gitignore'), 'node_modules\n*.log\n');
  mkdirSync(join(folder, 'node_modules', 'left-out'), { recursive: true });
  writeFileSync(join(folder, 'node_modules', 'left-out', 'index.ts'), `${rareText}\n`);
}

/** Five to forty lines. */
function text(seed: number): string {
  const lines = 5 + ((seed * 37) % 36);
  return Array.from(
    { length: lines },
    (_, n) => `const value${n} = ${usualText}(${seed}, ${n}, 'a text of the usual length');\n`,
  ).join('');
}
