import { launch } from './setup.mjs';

await launch('tasks/check.ts');
