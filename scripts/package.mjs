import { launch } from './setup.mjs';

await launch('tasks/package.ts');
