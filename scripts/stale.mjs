import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Written when a build is whole. */
export const BUILT = 'dist/.built';

/** What the build is made from. */
const SOURCES = [
  'apps',
  'libs',
  'package-lock.json',
  'tsconfig.json',
  'vite.config.ts',
  'vite.server.config.ts',
  'scripts/build-all.mjs',
  'scripts/compress.mjs',
  'scripts/icons.mjs',
];

/** True when a source changed since the last build, or there was none. */
export function isStale(builtMark) {
  const built = mtime(builtMark);
  return SOURCES.some((path) => newest(path) > built);
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
