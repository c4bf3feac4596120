import { bundle, bundleTests } from '../bundle.ts';

await bundle(process.argv.includes('--release') ? 'release' : 'development');
if (process.argv.includes('--tests')) await bundleTests();
