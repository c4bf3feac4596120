import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './bundle.ts';
import { root, vsixPath } from './paths.ts';

const sizeLimit = 3_000_000;
const shipped =
  /^(dist\/(?!test\/)|media\/(?!demo-workspace\/)|package(\.nls.*)?\.json$|docs\/images\/[^/]+\.png$|README\.md$|CHANGELOG\.md$|LICENSE)/i;

/** Builds a release and packages it; throws if the package holds what no user needs, or is too large. */
export async function packageVsix(): Promise<{ path: string; files: readonly string[]; bytes: number }> {
  await bundle('release');
  const files = vsce('ls').trim().split(/\r?\n/);
  const strays = files.filter((file) => !shipped.test(file) || file.endsWith('.map'));
  if (strays.length > 0) throw new Error(`These files do not belong into the package:\n${strays.join('\n')}`);

  const path = vsixPath();
  vsce('package', '--out', path, '--allow-missing-repository', '--no-rewrite-relative-links');
  const bytes = statSync(path).size;
  if (bytes > sizeLimit) throw new Error(`${path} has ${bytes} bytes, more than ${sizeLimit}.`);
  return { path, files, bytes };
}

function vsce(command: string, ...args: readonly string[]): string {
  const file = join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
  return execFileSync(process.execPath, [file, command, '--no-dependencies', ...args], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
