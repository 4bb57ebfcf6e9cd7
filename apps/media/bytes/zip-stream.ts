import { once } from 'node:events';
import type { Readable } from 'node:stream';

import { ZipFile } from 'yazl';

import { type ObjectStore } from '#libs/ports/object-store.js';

import { EntryNames } from '#libs/domain/image/entry-names.js';
import { ObjectNotFound } from '#libs/ports/errors.js';

/** A picture at one size, on its way into an archive. */
export interface ZipEntry {
  /** File name; one that is taken already gets a number. */
  name: string;
  /** Object in the store; null: this size was never made. */
  key: string | null;
  modifiedAt: Date;
}

const MISSING = 'missing.txt';
/** Zip knows no time before, and 32 bits of seconds none after. */
const FIRST = Date.UTC(1980, 0, 2);
const LAST = Date.UTC(2038, 0, 18);

/**
 * An archive of the entries, stored as they are, with the names of those that are not there in `missing.txt`. One object is open at a
 * time, and read no faster than the stream is. Any other failure of the store destroys the stream, so that what was sent can't be taken
 * for whole; destroying it ends the reading.
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

/** What is purged in this very moment is missing like what was never made. */
async function open(objects: ObjectStore, key: string) {
  try {
    return await objects.get(key);
  } catch (error) {
    if (error instanceof ObjectNotFound) return null;
    throw error;
  }
}

/** Resolves when the source was read to its end; ends it with the archive. Rejects when either fails. */
async function read(source: Readable, out: Readable): Promise<void> {
  const stop = () => source.destroy();
  out.once('close', stop);
  try {
    // Rejects on "error"; a source that is destroyed with the archive only closes.
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
  return Buffer.from(`These pictures are not there at the size that was asked for:\r\n\r\n${lines.join('\r\n')}\r\n`);
}
