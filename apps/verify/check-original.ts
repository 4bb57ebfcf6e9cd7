import { createHash } from 'node:crypto';

import type { ImageRow } from '#libs/domain/image/image-row.js';
import { ObjectNotFound } from '#libs/ports/errors.js';

import type { Finding } from './finding.js';
import { readObject, type Run } from './run.js';

type Wrong = Pick<Finding, 'kind' | 'detail' | 'key'>;

/** Reads every byte of an original and its metadata, and compares them with the row. */
export async function checkOriginal(run: Run, row: ImageRow): Promise<Wrong[]> {
  const { originalKey: key, bytes, sha256 } = row;
  try {
    const read = await readObject(run, () => hashOf(run, key));
    if ('unreadable' in read) return [{ kind: 'ORIGINAL_ALTERED', key, detail: `it can't be read: ${read.unreadable}` }];
    if (read.sha256 !== sha256) return [{ kind: 'ORIGINAL_ALTERED', key, detail: await whatIsThere(run, row, read) }];
    if (read.bytes !== bytes) return [{ kind: 'ROW_INVALID', detail: `it says ${bytes} bytes, and the original has ${read.bytes}` }];
    return await checkMetadata(run, row);
  } catch (error) {
    if (error instanceof ObjectNotFound) return [{ kind: 'ORIGINAL_MISSING', key, detail: 'the original is not in the store' }];
    throw error;
  }
}

interface ReadBytes {
  sha256: string;
  bytes: number;
}

async function hashOf({ drive, throttle, signal }: Run, key: string): Promise<ReadBytes> {
  const { stream } = await drive.objects.get(key);
  const sum = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      signal.throwIfAborted();
      await throttle.take(chunk.length);
      sum.update(chunk);
      bytes += chunk.length;
    }
  } finally {
    stream.destroy();
  }
  return { sha256: sum.digest('hex'), bytes };
}

/** How the bytes differ. Those of another picture show that two files were swapped, or one copied over the other. */
async function whatIsThere({ drive }: Run, row: ImageRow, { sha256, bytes }: ReadBytes): Promise<string> {
  for (const { id: owner } of await drive.users.list()) {
    const other = await drive.images.findByHash(owner, sha256);
    if (other) return `it holds the bytes of another picture, ${other.name} (${other.id})`;
  }
  if (bytes < row.bytes) return `it is cut: ${bytes} of ${row.bytes} bytes are there`;
  return bytes === row.bytes ? 'its bytes are not those that were uploaded' : `it has ${bytes} bytes, and ${row.bytes} were uploaded`;
}

/** Facts that never change after the upload. The metadata also holds the name and time taken, as uploaded. */
async function checkMetadata(run: Run, { originalKey: key, owner, sha256, type, createdAt }: ImageRow): Promise<Wrong[]> {
  const metadata = await readObject(run, () => run.drive.objects.metadata(key)).catch((error: unknown) => {
    // It is no JSON.
    if (error instanceof SyntaxError) return {};
    throw error;
  });
  if (metadata === null) return [{ kind: 'METADATA_WRONG', key, detail: 'the original has no metadata beside it' }];
  const expected = { owner, sha256, type, createdAt: createdAt.toISOString() };
  const wrong = Object.entries(expected).filter(([field, value]) => (metadata as Record<string, string>)[field] !== value);
  if (wrong.length === 0) return [];
  return [
    { kind: 'METADATA_WRONG', key, detail: `the metadata beside the original differs in ${wrong.map(([field]) => field).join(', ')}` },
  ];
}
