import { launch } from './setup.mjs';

await launch('tasks/test.ts');
