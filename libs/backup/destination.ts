import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';

import { ConfigError } from '#libs/config/config-error.js';
import { folderOf, loadConfig } from '#libs/config/config.js';
import { openObjectStore } from '#libs/infra/open.js';
import type { ObjectStore } from '#libs/ports/object-store.js';

/** The place of a backup: a folder or a bucket of its own. */
export interface Destination {
  /** Without passwords. */
  name: string;
  /** In the form of SHOEBOX_STORAGE_URL. */
  url: string;
  store: ObjectStore;
}

/**
 * Opens the place of a backup. Creates a folder that is missing.
 * @param place a folder, an address as in SHOEBOX_STORAGE_URL, or a file that contains such an address
 * @throws ConfigError
 */
export async function openDestination(place: string): Promise<Destination> {
  const text = (await isFile(place)) ? (await readFile(place, 'utf8')).trim() : place;
  const url = /^s3\+https?:/.test(text) ? text : `file:${text.startsWith('file:') ? folderOf(text) : resolve(text)}`;
  try {
    const store = await openObjectStore(loadConfig({ SHOEBOX_STORAGE_URL: url }));
    return { name: withoutPassword(url), url, store };
  } catch (error) {
    if (error instanceof ConfigError) throw new ConfigError(error.message.replace('SHOEBOX_STORAGE_URL', 'the place of the backup'));
    throw error;
  }
}

/** Whether a place is the store of the drive, or one is a folder inside of the other. */
export function overlaps(one: string, other: string): boolean {
  if (!one.startsWith('file:') || !other.startsWith('file:')) return withoutPassword(one) === withoutPassword(other);
  const [a, b] = [`${folderOf(one)}/`, `${folderOf(other)}/`];
  return a.startsWith(b) || b.startsWith(a);
}

function withoutPassword(url: string): string {
  if (url.startsWith('file:')) return folderOf(url);
  const address = new URL(url);
  return `${address.protocol}//${address.host}${address.pathname}`;
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isFile() ?? false;
}
