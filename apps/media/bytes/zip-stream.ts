import { once } from 'node:events';
import type { Readable } from 'node:stream';

import { ZipFile } from 'yazl';

import { type ObjectStore } from '#libs/ports/object-store.js';

import { EntryNames } from '#libs/domain/image/entry-names.js';
import { ObjectNotFound } from '#libs/ports/errors.js';

/** One image at one size, for an archive. */
export interface ZipEntry {
  /** File name; a repeated name gets a number. */
  name: string;
  /** Key of the object; null when this size was never made. */
  key: string | null;
  modifiedAt: Date;
}

const MISSING = 'missing.txt';
/** Zip has no earlier times, and 32 bits of seconds no later ones. */
const FIRST = Date.UTC(1980, 0, 2);
const LAST = Date.UTC(2038, 0, 18);

/**
 * A zip archive of the entries, without compression. The names of missing objects are in `missing.txt`. One object is open at a time and
 * read as fast as the stream is (backpressure). Any other error of the store destroys the stream, so that nobody takes an incomplete
 * archive for a whole one. Destroying the stream stops the reading.
 */
export function zipStream(objects: ObjectStore, entries: Iterable<ZipEntry>): Readable {
  const zip = new ZipFile();
  const out = zip.outputStream as Readable;
  const fail = (error: Error) => out.destroy(error);
  zip.on('error', fail);
  write(zip, out, objects, entries).catch(fail);
  return out;
}

async function write(zip: ZipFile, out: Readable, objects: ObjectStore, entries: Iterable<ZipEntry>): Promise<void> {
  const names = new EntryNames([MISSING]);
  const missing: string[] = [];
  for (const { name, key, modifiedAt } of entries) {
    const found = key === null ? null : await open(objects, key);
    if (out.destroyed) return void found?.stream.destroy();
    if (!found) missing.push(name);
    else {
      zip.addReadStream(found.stream, names.take(name), { size: found.size, compress: false, mtime: within(modifiedAt) });
      await read(found.stream, out);
    }
  }
  if (missing.length > 0) zip.addBuffer(explain(missing), MISSING, { compress: false });
  zip.end();
}

/** Null for an object that was deleted meanwhile: it is missing like one that was never made. */
async function open(objects: ObjectStore, key: string) {
  try {
    return await objects.get(key);
  } catch (error) {
    if (error instanceof ObjectNotFound) return null;
    throw error;
  }
}

/** Resolves when the source was read to its end. Destroys it when the archive closes. Rejects when either fails. */
async function read(source: Readable, out: Readable): Promise<void> {
  const stop = () => source.destroy();
  out.once('close', stop);
  try {
    // Rejects on "error". A source that is destroyed together with the archive only closes.
    await once(source, 'close');
    if (!source.readableEnded) throw new Error('an object ended before its last byte');
  } finally {
    out.off('close', stop);
  }
}

function within(time: Date): Date {
  return new Date(Math.min(Math.max(time.getTime(), FIRST), LAST));
}

function explain(missing: readonly string[]): Buffer {
  const lines = missing.map((name) => name.replace(/[\r\n]/g, ' '));
  return Buffer.from(`These pictures are not available at this size:\r\n\r\n${lines.join('\r\n')}\r\n`);
}
