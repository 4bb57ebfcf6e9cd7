import './node-version.mjs';

import { BUILT, isStale } from './stale.mjs';

/** Builds when a source is newer than the last build. */
export async function build() {
  // Loaded only when needed: it would take ten megabytes in the drive that starts afterwards.
  if (isStale(BUILT)) await (await import('./build-all.mjs')).buildAll();
}

if (import.meta.main) await build();
