import { readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Written at the end of a build, with the time at which the build began. */
export const BUILT = 'dist/.built';

/** The inputs of a build. */
const SOURCES = [
  'apps',
  'libs',
  'docs/images/transforms',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'vite.config.ts',
  'vite.server.config.ts',
  'scripts/build-all.mjs',
  'scripts/compress.mjs',
  'scripts/icons.mjs',
  'scripts/kept-packages.mjs',
  'scripts/shown-transforms.mjs',
];

/** True when a source changed since the last build, or there was no build. */
export function isStale(builtFile, sources = SOURCES) {
  const built = mtime(builtFile);
  return sources.some((path) => newest(path) > built);
}

/** Marks a build as complete. Sources saved while it ran count as changed. @param begun milliseconds since 1970 */
export function markBuilt(builtFile, begun) {
  writeFileSync(builtFile, '');
  utimesSync(builtFile, begun / 1000, begun / 1000);
}

function newest(path) {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return 0;
  if (!found.isDirectory()) return found.mtimeMs;
  return Math.max(found.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

function mtime(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
