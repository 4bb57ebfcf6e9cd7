import { rmSync } from 'node:fs';

import { compress } from './compress.mjs';
import { makeIcons } from './icons.mjs';
import { runAll, tool } from './run.mjs';
import { showTransforms } from './shown-transforms.mjs';
import { BUILT, markBuilt } from './stale.mjs';

/** Builds everything into dist. The file that says so is written last: an interrupted build is repeated. */
export async function buildAll() {
  const startedAt = Date.now();
  // The output of a renamed or deleted source must not stay.
  rmSync('dist', { recursive: true, force: true });
  await runAll([tool('vite/bin/vite.js', 'build', '--config', 'vite.server.config.ts', '--logLevel', 'warn')]);
  await buildClient();
  markBuilt(BUILT, startedAt);
}

/** Builds what browsers load into dist/public: scripts, styles, icons and the pictures of the API page, each text also compressed. */
export async function buildClient() {
  await runAll([tool('vite/bin/vite.js', 'build', '--logLevel', 'warn')]);
  await makeIcons('dist/public');
  await showTransforms('dist/public');
  await compress('dist/public');
}
