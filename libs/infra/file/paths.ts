import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';

import type { ListedObject } from '#libs/ports/object-store.js';

import { checkPrefix, isObjectName, keySegments, METADATA } from '../object-key.js';
import { errnoOf } from './errors.js';

/** Where the object of this key lies. @throws TypeError for what is no key */
export function objectPath(root: string, key: string): string {
  return join(root, ...keySegments(key));
}

export function metadataPath(path: string): string {
  return path + METADATA;
}

/** Every object whose key begins with the prefix, and with `metadataOnly` the metadata without one; what goes away meanwhile is left out. */
export async function* walk(root: string, prefix: string, metadataOnly = false): AsyncGenerator<ListedObject> {
  checkPrefix(prefix);
  const folder = prefix === '' ? root : objectPath(root, prefix.slice(0, -1));
  const entries = await opendir(folder).catch(ignoreMissing);
  if (!entries) return;
  // Read as it goes, so that a folder of a hundred thousand pictures is never held as a whole.
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

/** The metadata's file when there is no object beside it. */
async function metadataAlone(path: string) {
  const object = await lstat(path.slice(0, -METADATA.length)).catch(ignoreMissing);
  return object ? undefined : lstat(path).catch(ignoreMissing);
}

function isMetadataName(name: string): boolean {
  return name.endsWith(METADATA) && isObjectName(name.slice(0, -METADATA.length));
}

/** For a file or folder that may be gone: undefined then; any other error is thrown. */
export function ignoreMissing(error: unknown): undefined {
  if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return undefined;
  throw error;
}
