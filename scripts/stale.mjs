import { readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Written when a build is whole; its time is that at which the build began. */
export const BUILT = 'dist/.built';

/** What the build is made from. */
const SOURCES = [
  'apps',
  'libs',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'vite.config.ts',
  'vite.server.config.ts',
  'scripts/build-all.mjs',
  'scripts/compress.mjs',
  'scripts/icons.mjs',
  'scripts/kept-packages.mjs',
];

/** True when a source changed since the last build, or there was none. */
export function isStale(builtMark, sources = SOURCES) {
  const built = mtime(builtMark);
  return sources.some((path) => newest(path) > built);
}

/** Says that a build is whole. What was saved while it ran may have been read before: it counts as changed since. @param begun milliseconds since 1970 */
export function markBuilt(builtMark, begun) {
  writeFileSync(builtMark, '');
  utimesSync(builtMark, begun / 1000, begun / 1000);
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
