import './node-version.mjs';

import { BUILT, isStale } from './stale.mjs';

/** Builds when a source is newer than the last build. */
export async function build() {
  // What builds is loaded only to build: it would take ten megabytes of the drive that starts after it.
  if (isStale(BUILT)) await (await import('./build-all.mjs')).buildAll();
}

if (import.meta.main) await build();
