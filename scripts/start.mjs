import { launch } from './setup.mjs';

await launch('tasks/start.ts');
