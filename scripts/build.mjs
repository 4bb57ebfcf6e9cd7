import './node-version.mjs';

import { rmSync, writeFileSync } from 'node:fs';

import { compress } from './compress.mjs';
import { makeIcons } from './icons.mjs';
import { BUILT, isStale } from './stale.mjs';
import { runAll, tool } from './run.mjs';

// A source that was renamed or removed would leave its old output behind.
if (process.argv.includes('--clean')) rmSync('dist', { recursive: true, force: true });

/** Builds when a source is newer than the last build. */
export async function build() {
  if (!isStale(BUILT)) return;
  rmSync(BUILT, { force: true });
  await runAll([tool('typescript/bin/tsc', '-p', 'tsconfig.build.json'), tool('vite/bin/vite.js', 'build', '--logLevel', 'warn')]);
  await makeIcons('dist/public');
  await compress('dist/public');
  writeFileSync(BUILT, '');
}

if (import.meta.main) await build();
