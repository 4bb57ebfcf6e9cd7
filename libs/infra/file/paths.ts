import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';

import type { ListedObject } from '#libs/ports/object-store.js';

import { checkPrefix, isObjectName, keySegments, METADATA } from '../object-key.js';
import { errnoOf } from './errors.js';

/** The path of the object. @throws TypeError when the key is not valid */
export function objectPath(root: string, key: string): string {
  return join(root, ...keySegments(key));
}

export function metadataPath(path: string): string {
  return path + METADATA;
}

/** Lists objects by prefix, with `metadataOnly` also metadata without an object. Skips files that are removed meanwhile. */
export async function* walk(root: string, prefix: string, metadataOnly = false): AsyncGenerator<ListedObject> {
  checkPrefix(prefix);
  const folder = prefix === '' ? root : objectPath(root, prefix.slice(0, -1));
  const entries = await opendir(folder).catch(ignoreMissing);
  if (!entries) return;
  // Streamed, so a folder with a hundred thousand images is never in memory as a whole.
  for await (const { name } of entries) {
    const path = join(folder, name);
    if (isObjectName(name)) {
      const found = await lstat(path).catch(ignoreMissing);
      if (found?.isDirectory()) yield* walk(root, `${prefix}${name}/`, metadataOnly);
      if (found?.isFile()) yield { key: prefix + name, size: found.size, modifiedAt: found.mtime };
    } else if (metadataOnly && isMetadataName(name)) {
      const alone = await metadataAlone(path);
      if (alone) yield { key: prefix + name.slice(0, -METADATA.length), size: 0, modifiedAt: alone.mtime, metadataOnly };
    }
  }
}

/** The stat of the metadata file when there is no object beside it. */
async function metadataAlone(path: string) {
  const object = await lstat(path.slice(0, -METADATA.length)).catch(ignoreMissing);
  return object ? undefined : lstat(path).catch(ignoreMissing);
}

function isMetadataName(name: string): boolean {
  return name.endsWith(METADATA) && isObjectName(name.slice(0, -METADATA.length));
}

/** Turns "not found" into undefined; throws any other error. */
export function ignoreMissing(error: unknown): undefined {
  if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return undefined;
  throw error;
}
