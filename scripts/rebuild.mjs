import './node-version.mjs';

const { build } = await import('./build.mjs');
await build();
process.setSourceMapsEnabled(true);
await import('../dist/apps/rebuild/main.js');
