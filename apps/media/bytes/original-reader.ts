import { once } from 'node:events';
import type { Readable } from 'node:stream';

import { Injectable } from '@nestjs/common';

import { VISIBLE } from '#libs/domain/image/transitions.js';
import { sha256OfStream } from '#libs/hash/sha256.js';
import { ObjectNotFound } from '#libs/ports/errors.js';
import { ImageRepository } from '#libs/ports/image-repository.js';
import { ObjectStore, type ByteRange } from '#libs/ports/object-store.js';

import { corrupt, Damage, type Original } from '../images/damage.js';
import { noSuchImage } from '../images/find-image.js';
import { checkedStream } from './checked-stream.js';

/** Reads originals, and never sends a damaged one as a whole one. */
@Injectable()
export class OriginalReader {
  constructor(
    private readonly images: ImageRepository,
    private readonly objects: ObjectStore,
    private readonly damage: Damage,
  ) {}

  /**
   * Opens the whole original, which is hashed while it is read: at a difference the stream fails before its last chunk, and with a small
   * original already this call. Of a range only the size of the object is checked. One that is known to be damaged is read first, since
   * somebody may have brought back its file.
   * @throws Problem CORRUPT, NOT_FOUND, UNAVAILABLE, and what the store throws
   */
  async open(original: Original, range: ByteRange | null = null): Promise<Readable> {
    if (original.damagedAt !== null && (range || !(await this.isWholeAgain(original)))) throw corrupt('it is known to be damaged');
    const stream = await this.openObject(original, range);
    if (range) return stream;
    const { sha256 } = original;
    const checked = checkedStream(stream, { sha256, onMismatch: () => this.damage.found(original, 'its bytes have another SHA-256') });
    await once(checked, 'readable');
    return checked;
  }

  /** Compares the size, for an answer without bytes. @throws Problem CORRUPT, NOT_FOUND, UNAVAILABLE, and what the store throws */
  async check(original: Original): Promise<void> {
    if (original.damagedAt !== null) throw corrupt('it is known to be damaged');
    const { size } = await this.objects.stat(original.originalKey).catch((error: unknown) => this.notOpened(original, error));
    if (size !== original.bytes) throw await this.damage.found(original, `it has ${size} bytes, not ${original.bytes}`);
  }

  private async openObject(original: Original, range: ByteRange | null): Promise<Readable> {
    const { originalKey, bytes } = original;
    const { size, stream } = await this.objects
      .get(originalKey, range ?? undefined)
      .catch((error: unknown) => this.notOpened(original, error));
    if (size === bytes) return stream;
    stream.destroy();
    throw await this.damage.found(original, `it has ${size} bytes, not ${bytes}`);
  }

  /** The row is read again: an image that was deleted for good meanwhile is not damaged. */
  private async notOpened(original: Original, error: unknown): Promise<never> {
    // The range lies within the bytes of the row, so the object is shorter.
    if (error instanceof RangeError) throw await this.damage.found(original, 'it is too short');
    if (!(error instanceof ObjectNotFound)) throw error;
    const row = await this.images.find(original.id);
    if (!row || !VISIBLE.includes(row.state)) throw noSuchImage();
    throw await this.damage.found(original, 'it is missing');
  }

  private async isWholeAgain(original: Original): Promise<boolean> {
    try {
      const { size, stream } = await this.objects.get(original.originalKey);
      if (size !== original.bytes) stream.destroy();
      else if ((await sha256OfStream(stream)) === original.sha256) {
        await this.damage.isOver(original);
        return true;
      }
      return false;
    } catch (error) {
      if (error instanceof ObjectNotFound) return false;
      throw error;
    }
  }
}
