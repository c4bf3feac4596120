import { launch } from './setup.mjs';

await launch('tasks/bench.ts');
