import { text } from 'node:stream/consumers';

import { parseRowCopy, parseRowCopyKey, rowCopyKey, rowCopyPrefix, type RowCopy } from '#libs/domain/drive/row-copies.js';
import type { RowKind } from '#libs/ports/changed-rows.js';
import type { ObjectStore } from '#libs/ports/object-store.js';

import type { Drive } from './drive.js';

/** The row copies of a store. A store of an older version has none. */
export class RowCopies {
  /** Keys of the copies that can't be read. */
  readonly unreadable: string[] = [];

  private constructor(
    private readonly objects: ObjectStore,
    /** Ids of the images that have a copy. */
    private readonly images: ReadonlySet<string>,
  ) {}

  /** @throws errors of the store, as all methods do */
  static async open(objects: ObjectStore): Promise<RowCopies> {
    const images = new Set<string>();
    for await (const { key } of objects.list(rowCopyPrefix('image'))) {
      const id = parseRowCopyKey(key)?.id;
      if (id !== undefined) images.add(id);
    }
    return new RowCopies(objects, images);
  }

  /** What was changed of an image after its upload; null: nothing, or its copy can't be read. */
  async image(id: string, owner: string): Promise<RowCopy<'image'> | null> {
    if (!this.images.has(id)) return null;
    const copy = await this.read('image', id);
    if (copy === null || copy.owner === owner) return copy;
    this.unreadable.push(rowCopyKey('image', id));
    return null;
  }

  async *all<K extends RowKind>(kind: K): AsyncGenerator<{ id: string; copy: RowCopy<K> }> {
    for await (const { key } of this.objects.list(rowCopyPrefix(kind))) {
      const id = parseRowCopyKey(key)?.id;
      const copy = id === undefined ? null : await this.read(kind, id);
      if (id !== undefined && copy !== null) yield { id, copy };
    }
  }

  private async read<K extends RowKind>(kind: K, id: string): Promise<RowCopy<K> | null> {
    const key = rowCopyKey(kind, id);
    const copy = parseRowCopy(kind, await text((await this.objects.get(key)).stream));
    if (copy === null) this.unreadable.push(key);
    return copy;
  }
}

/**
 * Inserts the albums of accounts that are there, with the images that are there: one may have been deleted for good since. Returns how many
 * there are. @param owners of the images that are there, by their ids @throws errors of the ports
 */
export async function restoreAlbums({ users, albums }: Drive, copies: RowCopies, owners: ReadonlyMap<string, string>): Promise<number> {
  let count = 0;
  for await (const { id, copy } of copies.all('album')) {
    const { owner, name, order, cover, createdAt } = copy;
    if (!(await users.find(owner))) continue;
    const images = copy.images.filter((image) => owners.get(image) === owner);
    if (!(await albums.find(id))) await albums.insert({ id, owner, name, order, cover, images, createdAt });
    count++;
  }
  return count;
}

/** Inserts the shares of albums and images that are there; after the albums. Returns how many there are. @throws errors of the ports */
export async function restoreShares(
  { users, albums, shares }: Drive,
  copies: RowCopies,
  owners: ReadonlyMap<string, string>,
): Promise<number> {
  let count = 0;
  for await (const { id, copy } of copies.all('share')) {
    const { version: _, ...share } = copy;
    const { owner, albumId } = share;
    if (!(await users.find(owner))) continue;
    const imageIds = share.imageIds.filter((image) => owners.get(image) === owner);
    // As in the drive: a share ends with its album, and with the last of its images.
    const isThere = albumId === null ? imageIds.length > 0 : (await albums.find(albumId))?.owner === owner;
    if (!isThere) continue;
    if (!(await shares.find(owner, id))) await shares.insert({ ...share, id, imageIds });
    count++;
  }
  return count;
}
