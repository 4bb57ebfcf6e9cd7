import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { z } from 'zod';

import { unusablePassword } from '#libs/accounts/password-hasher.js';
import { USER_NAME } from '#libs/api/account.js';
import { IMAGE_TYPE_NAMES } from '#libs/domain/image-types.js';
import { UPLOAD_PREFIX } from '#libs/domain/drive/temporary-files.js';
import { applyTransition, commitUpload } from '#libs/domain/image/transitions.js';
import { originalKey } from '#libs/domain/image/keys.js';
import { newImageRow } from '#libs/domain/image/new-image-row.js';
import { ImageError } from '#libs/imaging/image-error.js';
import { ContentTaken, EmailTaken, NameTaken, ObjectCorrupt } from '#libs/ports/errors.js';
import type { User, UserRepository } from '#libs/ports/user-repository.js';

import type { Drive } from './drive.js';
import type { FoundOriginal } from './find-originals.js';
import type { RowCopies } from './row-copies.js';

const At = z.iso.datetime().transform((text) => new Date(text));

/** The metadata that an upload stores with every original. */
const Metadata = z.object({
  owner: z.string().min(1),
  ownerName: z.string().regex(USER_NAME),
  name: z.string().min(1),
  type: z.enum(IMAGE_TYPE_NAMES),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  createdAt: At,
  takenAt: At.optional(),
  modifiedAt: At.optional(),
});
type Metadata = z.output<typeof Metadata>;
/** The metadata with what was changed since. */
type Facts = Omit<Metadata, 'takenAt'> & { takenAt?: Date | null | undefined };

/**
 * Inserts the row of an image again, with what was changed after the upload. Returns null when it is there, else why it can't be.
 * @throws errors of the ports
 */
export async function rebuildImage(
  drive: Drive,
  original: FoundOriginal,
  copies: RowCopies,
): Promise<{ name: string; why: string } | null> {
  const { images, objects, users } = drive;
  const { owner, id } = original;
  const existing = await images.find(id);
  if (existing && existing.state !== 'uploading') return null;
  const metadata = Metadata.safeParse(await objects.metadata(originalKey(owner, id))).data;
  if (!metadata || metadata.owner !== owner) return { name: id, why: 'its owner and name are lost' };
  const { name } = metadata;
  if (!existing) {
    const copy = await copies.image(id, owner);
    const row = await readRow(drive, original, { ...metadata, ...(copy && { name: copy.name, takenAt: copy.takenAt }) });
    if (typeof row === 'string') return { name, why: row };
    await createUser(users, metadata);
    await images.insert({ ...row, deletedAt: copy?.deletedAt ?? null });
  }
  try {
    await applyTransition(images, id, commitUpload());
    return null;
  } catch (error) {
    if (!(error instanceof ContentTaken)) throw error;
    await images.remove(id, { state: ['uploading'] });
    return { name, why: 'another picture of this account has the same bytes' };
  }
}

/** The row as an upload would create it, or why there is none. */
async function readRow({ objects, decoder, tmpDir }: Drive, original: FoundOriginal, metadata: Facts) {
  const { owner, id, bytes, generation } = original;
  const { name, type, sha256, createdAt, takenAt = null, modifiedAt = null } = metadata;
  const file = join(tmpDir, `${UPLOAD_PREFIX}${randomBytes(16).toString('hex')}`);
  try {
    await objects.fetch(originalKey(owner, id), file, { sha256 });
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
      // Above all existing variants: an object key is never written twice.
      generation: generation + 1,
    });
  } catch (error) {
    if (error instanceof ObjectCorrupt) return 'its bytes are damaged';
    if (error instanceof ImageError) return error.message;
    throw error;
  } finally {
    await rm(file, { force: true });
  }
}

/** Replaces the unknown e-mail. A domain under `.invalid` never gets mail (RFC 2606). */
const DOMAIN = 'rebuilt.invalid';
const MAX_ATTEMPTS = 100;

/** Whether a rebuild made the account. Its password may have been set since. */
export function isRebuilt({ email }: Pick<User, 'email'>): boolean {
  return email.endsWith(`@${DOMAIN}`);
}

/**
 * Creates the account of an image unless it exists, with a password that nobody knows. A removed account may have had the same name as a later
 * one: the second gets a number.
 */
async function createUser(users: UserRepository, { owner, ownerName, createdAt }: Metadata): Promise<void> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    if (await users.find(owner)) return;
    const name = attempt === 1 ? ownerName : `${ownerName.slice(0, 28)}-${attempt}`;
    if (await users.findByName(name)) continue;
    try {
      await users.insert({ id: owner, name, email: `${name}@${DOMAIN}`, passwordHash: unusablePassword(), createdAt });
    } catch (error) {
      // Another image of this owner or of that name was faster.
      if (!(error instanceof NameTaken || error instanceof EmailTaken)) throw error;
    }
  }
  throw new Error(`No name is free for ${ownerName}.`);
}
