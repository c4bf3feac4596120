import { relative } from 'node:path';
import { root } from '../paths.ts';
import { packageVsix } from '../vsix.ts';

const { path, files, bytes } = await packageVsix();
console.log(`${relative(root, path)}: ${files.length} files, ${Math.ceil(bytes / 1000)} kB`);
