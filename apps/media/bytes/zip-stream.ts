import { once } from 'node:events';
import type { Readable } from 'node:stream';

import { ZipFile } from 'yazl';

import { EntryNames } from '#libs/domain/image/entry-names.js';

/** What an entry has instead of bytes: the image was deleted meanwhile or has no such size, or its original is damaged. */
export type NoBytes = 'missing' | 'damaged';

/** One image at one size, for an archive. */
export interface ZipEntry {
  /** File name; a repeated name gets a number. */
  name: string;
  modifiedAt: Date;
  /** How many bytes the stream has, if it has them all. */
  bytes: number;
  /** Opens the bytes when it is their turn. */
  open: () => Promise<Readable | NoBytes>;
}

const MISSING = 'missing.txt';
/** Zip has no earlier times, and 32 bits of seconds no later ones. */
const FIRST = Date.UTC(1980, 0, 2);
const LAST = Date.UTC(2038, 0, 18);

/**
 * A zip archive of the entries, without compression. The names of those without bytes are in `missing.txt`. One object is open at a time and
 * read as fast as the stream is (backpressure). An error destroys the stream, so that nobody takes an incomplete archive for a whole one.
 * Destroying the stream stops the reading.
 */
export function zipStream(entries: Iterable<ZipEntry>): Readable {
  const zip = new ZipFile();
  const out = zip.outputStream as Readable;
  const fail = (error: Error) => out.destroy(error);
  zip.on('error', fail);
  write(zip, out, entries).catch(fail);
  return out;
}

async function write(zip: ZipFile, out: Readable, entries: Iterable<ZipEntry>): Promise<void> {
  const names = new EntryNames([MISSING]);
  const without: Record<NoBytes, string[]> = { missing: [], damaged: [] };
  for (const { name, modifiedAt, bytes, open } of entries) {
    const source = await open();
    if (typeof source === 'string') {
      without[source].push(name);
      continue;
    }
    if (out.destroyed) return void source.destroy();
    zip.addReadStream(source, names.take(name), { size: bytes, compress: false, mtime: within(modifiedAt) });
    await read(source, out);
  }
  const text = explain(without);
  if (text !== '') zip.addBuffer(Buffer.from(text), MISSING, { compress: false });
  zip.end();
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

const REASONS: Record<NoBytes, string> = {
  missing: 'These pictures are not available at this size:',
  damaged: 'The stored originals of these pictures are damaged. Upload the same files again to bring them back:',
};

/** Empty when nothing is left out. */
function explain(without: Record<NoBytes, readonly string[]>): string {
  const paragraphs = (['missing', 'damaged'] as const)
    .filter((reason) => without[reason].length > 0)
    .map((reason) => {
      const lines = without[reason].map((name) => name.replace(/[\r\n]/g, ' '));
      return `${REASONS[reason]}\r\n\r\n${lines.join('\r\n')}\r\n`;
    });
  return paragraphs.join('\r\n');
}
