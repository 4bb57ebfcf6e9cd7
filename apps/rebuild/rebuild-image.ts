import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

import { applyTransition } from '#libs/domain/image/apply-transition.js';
import { newImageRow } from '#libs/domain/image/new-image-row.js';
import { originalKey } from '#libs/domain/image/keys.js';
import { UPLOAD_PREFIX } from '#libs/domain/drive/temporary-files.js';
import { commitUpload } from '#libs/domain/image/transitions.js';
import { ImageError } from '#libs/imaging/image-error.js';

import type { Drive } from './drive.js';
import type { FoundOriginal } from './find-originals.js';
import { makeUser } from './make-user.js';
import { readMetadata, type Metadata } from './read-metadata.js';
import { ContentTaken } from '#libs/ports/errors.js';

/** Null: it is back. Else why it is not, in words. */
export type Rebuilt = null | { name: string; why: string };

/** Makes the row of a picture again, from the original and what travels with it. @throws what the ports throw */
export async function rebuildImage(drive: Drive, original: FoundOriginal): Promise<Rebuilt> {
  const { images, objects, users } = drive;
  const { owner, id } = original;
  const there = await images.find(id);
  if (there && there.state !== 'uploading') return null;
  const metadata = readMetadata(await objects.metadata(originalKey(owner, id)));
  if (!metadata || metadata.owner !== owner) return { name: id, why: 'what says whose it is and what it is called is lost' };
  const { name } = metadata;
  if (!there) {
    const row = await readRow(drive, original, metadata);
    if (typeof row === 'string') return { name, why: row };
    await makeUser(users, metadata);
    await images.insert(row);
  }
  try {
    await applyTransition(images, id, commitUpload());
    return null;
  } catch (error) {
    if (!(error instanceof ContentTaken)) throw error;
    await images.remove(id, { state: ['uploading'] });
    return { name, why: 'the same bytes are there as another picture of the same person' };
  }
}

/** The row as an upload would have made it, or why there can be none. */
async function readRow({ objects, decoder, tmpDir }: Drive, original: FoundOriginal, metadata: Metadata) {
  const { owner, id, bytes, generation } = original;
  const { name, type, sha256, createdAt, takenAt = null, modifiedAt = null } = metadata;
  const file = join(tmpDir, `${UPLOAD_PREFIX}${randomBytes(16).toString('hex')}`);
  try {
    await objects.fetch(originalKey(owner, id), file);
    const sum = createHash('sha256');
    await pipeline(createReadStream(file), sum);
    if (sum.digest('hex') !== sha256) return 'its bytes are damaged';
    const { width, height, exif } = await decoder.readHeader(file, type);
    return newImageRow({
      id,
      owner,
      name,
      type,
      bytes,
      width,
      height,
      sha256,
      createdAt,
      takenAt,
      modifiedAt,
      exif,
      // Above that of every size that lies there: keys are written once, and none of them is written again.
      generation: generation + 1,
    });
  } catch (error) {
    if (error instanceof ImageError) return error.message;
    throw error;
  } finally {
    await rm(file, { force: true });
  }
}
