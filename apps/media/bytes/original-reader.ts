import { once } from 'node:events';
import type { Readable } from 'node:stream';

import { Injectable } from '@nestjs/common';

import { Semaphore } from '#libs/concurrency/semaphore.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';
import { VISIBLE } from '#libs/domain/image/transitions.js';
import { sha256OfStream } from '#libs/hash/sha256.js';
import { ObjectNotFound } from '#libs/ports/errors.js';
import { ImageRepository } from '#libs/ports/image-repository.js';
import { ObjectStore, type ByteRange } from '#libs/ports/object-store.js';

import { corrupt, Damage, type Original } from '../images/damage.js';
import { noSuchImage } from '../images/find-image.js';
import { checkedStream } from './checked-stream.js';
import { holdsOnlyPixels } from './only-pixels.js';

/** Bytes of an original up to which it is looked into. A longer one would be a slow stand-in for a size, besides. */
const MAX_LOOKED_INTO = 16 * 2 ** 20;
/** Originals whose answer is remembered: a size is asked for many times until it is ready. */
const MAX_REMEMBERED = 1_000;

/** Originals that are looked into at the same time, and that may wait for it: an answer of many costs a core for as long as it takes. */
const LOOKS = { permits: 2, permitsOfCaller: 1, maxQueued: 200, maxQueuedOfCaller: 20 };

class TooManyLooks extends Error {}

/** Reads originals, and never sends a damaged one as a whole one. */
@Injectable()
export class OriginalReader {
  /** By SHA-256, the oldest first. */
  private readonly onlyPixels = new Map<string, boolean>();
  private readonly looks = new Map<string, Promise<boolean>>();
  private readonly lookers = new Semaphore({ ...LOOKS, refusal: () => new TooManyLooks() });

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

  /** Whether the original says nothing but its pixels (only-pixels.ts); false as well while too many others are looked into. @throws as `open` */
  async holdsOnlyPixels(original: Original & Pick<ImageRow, 'type' | 'exif' | 'owner'>): Promise<boolean> {
    const { sha256, bytes, exif } = original;
    if (exif !== null || bytes > MAX_LOOKED_INTO) return false;
    const known = this.onlyPixels.get(sha256);
    if (known !== undefined) return known;
    // Requests for the same picture share one look, which goes on when their clients leave.
    const look = this.looks.get(sha256) ?? this.look(original).finally(() => this.looks.delete(sha256));
    this.looks.set(sha256, look);
    return look;
  }

  private async look(original: Original & Pick<ImageRow, 'type' | 'owner'>): Promise<boolean> {
    const { sha256, type, owner } = original;
    try {
      const work = async () => holdsOnlyPixels(type, await this.open(original), MAX_LOOKED_INTO);
      const found = await this.lookers.run(work, owner);
      this.onlyPixels.set(sha256, found);
      if (this.onlyPixels.size > MAX_REMEMBERED) this.onlyPixels.delete(this.onlyPixels.keys().next().value!);
      return found;
    } catch (error) {
      if (error instanceof TooManyLooks) return false;
      throw error;
    }
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
