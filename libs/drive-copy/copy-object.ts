import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { UPLOAD_PREFIX } from '#libs/domain/drive/temporary-files.js';
import { sha256OfFile, sha256OfStream } from '#libs/hash/sha256.js';
import { type ObjectStore } from '#libs/ports/object-store.js';
import { ObjectExists, ObjectNotFound } from '#libs/ports/errors.js';

/** The bytes do not match their hash. */
export class Damaged extends Error {
  readonly code = 'DAMAGED';
}

interface CopiedObject {
  key: string;
  type: string;
  /** The expected SHA-256 in hex, if known. */
  sha256?: string;
}

/**
 * Copies one object with its metadata. Checks the hash of the bytes from the source, and of those the target returns. An existing object is
 * only compared. @throws Damaged, and the errors of ObjectStore
 */
export async function copyObject(from: ObjectStore, to: ObjectStore, object: CopiedObject, tmpDir: string): Promise<void> {
  const { key, type } = object;
  await mkdir(tmpDir, { recursive: true, mode: 0o700 });
  const file = join(tmpDir, `${UPLOAD_PREFIX}${randomBytes(16).toString('hex')}`);
  try {
    await from.fetch(key, file);
    const sha256 = await sha256OfFile(file);
    if (object.sha256 && object.sha256 !== sha256) throw new Damaged(`${key} is damaged at the source.`);
    const metadata = await from.metadata(key);
    await removeLeftMetadata(to, key);
    await to.put(key, file, { type, sha256, ...(metadata && { metadata }) }).catch((error: unknown) => {
      if (!(error instanceof ObjectExists)) throw error;
    });
    if ((await storedHash(to, key)) !== sha256) throw new Damaged(`${key} is damaged at the target.`);
  } finally {
    await rm(file, { force: true });
  }
}

/** A run that was killed in a put may have left metadata without an object, for which the key counts as taken. */
export async function removeLeftMetadata(store: ObjectStore, key: string): Promise<void> {
  try {
    await store.stat(key);
  } catch (error) {
    if (!(error instanceof ObjectNotFound)) throw error;
    await store.remove([key]);
  }
}

/** SHA-256 of a stored object, in hex. */
export async function storedHash(store: ObjectStore, key: string): Promise<string> {
  return sha256OfStream((await store.get(key)).stream);
}
