import './node-version.mjs';

const { build } = await import('./build.mjs');
await build();
await import('../dist/apps/verify/main.js');
