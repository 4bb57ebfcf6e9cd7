import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { applyTransition, beginAttempt, finish, publishVariant, reject } from '#libs/domain/image/transitions.js';
import { variantKey } from '#libs/domain/image/keys.js';

import type { TestMedia } from './open-media.js';
import { WAITING, type ImageRow } from '#libs/domain/image/image-row.js';
import { VARIANT_NAMES, type VariantName } from '#libs/domain/variants.js';

/** What a worker does, with texts for pictures: an attempt that makes these sizes, and is finished with all of them. */
export async function makeSizes({ images, objects, dataDir }: TestMedia, id: string, sizes: readonly VariantName[]): Promise<ImageRow> {
  let row = (await images.find(id))!;
  row = (await applyTransition(images, id, beginAttempt(row, new Date())))!;
  for (const size of sizes) {
    const text = `${size} of ${id} by attempt ${row.attempt}`;
    const file = join(dataDir, randomUUID());
    await writeFile(file, text);
    const key = variantKey(row.owner, id, row.generation, row.attempt, size);
    await objects.put(key, file, { type: 'image/jpeg' });
    const record = { ...WAITING, state: 'ready', key, type: 'image/jpeg', bytes: Buffer.byteLength(text), width: 8, height: 6 } as const;
    row = (await applyTransition(images, id, publishVariant(row, size, { ...record, attempts: row.attempt, readyAt: new Date() })))!;
  }
  return sizes.length === VARIANT_NAMES.length ? (await applyTransition(images, id, finish(row, 'aGFzaA==')))! : row;
}

/** An attempt that found the picture to be broken. */
export async function rejectImage({ images }: TestMedia, id: string): Promise<ImageRow> {
  const row = (await applyTransition(images, id, beginAttempt((await images.find(id))!, new Date())))!;
  return (await applyTransition(images, id, reject(row, { code: 'BROKEN_IMAGE', detail: 'cut off' })))!;
}
