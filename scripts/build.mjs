import { launch } from './setup.mjs';

await launch('tasks/build.ts');
