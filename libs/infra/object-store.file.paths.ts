import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';

import type { ListedObject } from '#libs/ports/object-store.js';

import { errnoOf } from './object-store.file.errors.js';

const METADATA = '.json';
/** Nothing that begins with a dot, so neither `..` nor the store's own `.tmp`. */
const SEGMENT = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}$/;

/** Where the object of this key lies. @throws TypeError for what is no key */
export function objectPath(root: string, key: string): string {
  const segments = key.split('/');
  if (!segments.every(isObjectName)) throw new TypeError(`${JSON.stringify(key)} is no key of an object.`);
  return join(root, ...segments);
}

export function metadataPath(path: string): string {
  return path + METADATA;
}

/** Every object whose key begins with the prefix; what goes away meanwhile is left out. */
export async function* walk(root: string, prefix: string): AsyncGenerator<ListedObject> {
  if (prefix !== '' && !prefix.endsWith('/')) throw new TypeError(`${JSON.stringify(prefix)} is no prefix: it must end in /.`);
  const folder = prefix === '' ? root : objectPath(root, prefix.slice(0, -1));
  for (const name of await namesIn(folder)) {
    const path = join(folder, name);
    const found = await lstat(path).catch(ignoreMissing);
    if (found?.isDirectory()) yield* walk(root, `${prefix}${name}/`);
    if (found?.isFile()) yield { key: prefix + name, size: found.size, modifiedAt: found.mtime };
  }
}

async function namesIn(folder: string): Promise<string[]> {
  const names: string[] = [];
  const entries = await opendir(folder).catch(ignoreMissing);
  if (entries) for await (const { name } of entries) if (isObjectName(name)) names.push(name);
  return names;
}

function isObjectName(name: string): boolean {
  return SEGMENT.test(name) && !name.endsWith(METADATA);
}

/** For a file or folder that may be gone: undefined then; any other error is thrown. */
export function ignoreMissing(error: unknown): undefined {
  if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return undefined;
  throw error;
}
