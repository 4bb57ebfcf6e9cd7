import { DatabaseSync } from 'node:sqlite';
import { rm, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';

import { mongo } from 'mongoose';

import type { ObjectStore } from '#libs/ports/object-store.js';

/** The rows of a drive, written past the drive. */
export interface RawRows {
  /** Takes the row away, and leaves everything that names it. */
  lose(id: string): Promise<void>;
  /** Makes what searches or usage are counted by differ from the row. */
  spoilDerived(id: string): Promise<void>;
  /** Makes the row forget that it holds the unique key of its bytes. */
  dropHold(id: string): Promise<void>;
  /** Changes what is kept of the usage of an owner. @returns false where nothing is kept but counted */
  spoilCounts(owner: string): Promise<boolean>;
}

export function sqliteRows(dataDir: string): RawRows {
  const write = async (sql: string, id: string) => {
    const database = new DatabaseSync(join(dataDir, 'media.db'), { timeout: 10_000 });
    database.prepare(sql).run(id);
    database.close();
  };
  return {
    lose: (id) => write('DELETE FROM images WHERE id = ?', id),
    spoilDerived: (id) => write(`UPDATE images SET words = '["ELSE"]', foldedName = 'ELSE' WHERE id = ?`, id),
    dropHold: (id) => write('UPDATE images SET content = NULL WHERE id = ?', id),
    spoilCounts: async (owner) => {
      await write('UPDATE usageCounts SET images = images + 7, bytes = bytes - 1 WHERE owner = ?', owner);
      return true;
    },
  };
}

export function mongoRows(url: string): RawRows {
  const write = async (work: (images: mongo.Collection<{ _id: string }>) => Promise<unknown>) => {
    const client = new mongo.MongoClient(url, { directConnection: true });
    await work(client.db().collection('images'));
    await client.close();
  };
  return {
    lose: (_id) => write((images) => images.deleteOne({ _id })),
    spoilDerived: (_id) => write((images) => images.updateOne({ _id }, { $set: { counted: false, trashed: true, words: [] } })),
    dropHold: (_id) => write((images) => images.updateOne({ _id }, { $set: { holds: false } })),
    spoilCounts: async () => false,
  };
}

/** The bytes of an object. */
export async function bytesOf(objects: ObjectStore, key: string): Promise<Buffer> {
  return buffer((await objects.get(key)).stream);
}

/** Replaces the bytes of an object; its metadata stays. */
export async function replaceBytes(objects: ObjectStore, key: string, bytes: Buffer): Promise<void> {
  const metadata = await objects.metadata(key);
  await putBytes(objects, key, bytes, metadata ? { metadata, replace: true } : { replace: true });
}

export async function putBytes(
  objects: ObjectStore,
  key: string,
  bytes: Buffer,
  options: { metadata?: Record<string, string>; replace?: boolean } = {},
): Promise<void> {
  const file = join(tmpdir(), `shoebox-planted-${randomBytes(8).toString('hex')}`);
  await writeFile(file, bytes);
  await objects.put(key, file, { type: 'application/octet-stream', ...options });
  await rm(file, { force: true });
}

/** The same with one bit of one byte in the middle changed. */
export function flipped(bytes: Buffer): Buffer {
  const changed = Buffer.from(bytes);
  const at = Math.floor(changed.length / 2);
  changed[at] = changed[at]! ^ 1;
  return changed;
}
