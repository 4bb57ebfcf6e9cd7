import { rmSync } from 'node:fs';

import { compress } from './compress.mjs';
import { makeIcons } from './icons.mjs';
import { runAll, tool } from './run.mjs';
import { BUILT, markBuilt } from './stale.mjs';

/** Builds everything into dist. The mark that says so is written last, so that a build that was broken off is done again. */
export async function buildAll() {
  const begun = Date.now();
  // A source that was renamed or removed would leave its old output behind.
  rmSync('dist', { recursive: true, force: true });
  await runAll([
    tool('vite/bin/vite.js', 'build', '--config', 'vite.server.config.ts', '--logLevel', 'warn'),
    tool('vite/bin/vite.js', 'build', '--logLevel', 'warn'),
  ]);
  await makeIcons('dist/public');
  await compress('dist/public');
  markBuilt(BUILT, begun);
}
