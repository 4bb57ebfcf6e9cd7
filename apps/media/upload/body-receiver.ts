import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';

import { Inject, Injectable } from '@nestjs/common';

import { Problem } from '#libs/contract/errors.js';
import { formatBytes } from '#libs/domain/format-bytes.js';
import { expectDiskSpace, UPLOAD_RESERVE_BYTES } from '#libs/domain/drive/disk-space.js';
import { type ImageType, imageTypesInWords, sniff, SNIFF_BYTES } from '#libs/domain/image-types.js';
import { ObjectStore } from '#libs/ports/object-store.js';

import { MAX_UPLOAD_BYTES, TMP_DIR } from '../resources/media-resources.js';
import { forEachChunk } from './for-each-chunk.js';
import { TemporaryFile } from './temporary-file.js';
import { WriteBuffers } from './write-buffers.js';

/** A whole upload in a temporary file, which whoever has it removes. */
export interface Received {
  file: TemporaryFile;
  bytes: number;
  /** In hex. */
  sha256: string;
  /** By its first bytes. */
  type: ImageType;
}

/** Takes the bytes of uploads in, into temporary files. */
@Injectable()
export class BodyReceiver {
  readonly #buffers = new WriteBuffers();

  constructor(
    private readonly objects: ObjectStore,
    @Inject(TMP_DIR) private readonly folder: string,
    /** Of one file. */
    @Inject(MAX_UPLOAD_BYTES) readonly maxBytes: number,
  ) {}

  /** Refuses by the declared length, before a byte is read. @throws Problem TOO_LARGE */
  checkLength(declared: string | undefined): void {
    if (Number(declared ?? 0) > this.maxBytes) throw this.tooLarge();
  }

  /** Refuses what clearly finds no room, before a byte is read. @throws StoreFull, and what store and disk say */
  async checkRoom({ headers }: IncomingMessage): Promise<void> {
    await expectDiskSpace(this.objects, this.folder, Number(headers['content-length'] ?? 0) + UPLOAD_RESERVE_BYTES);
  }

  /**
   * Writes the stream to a new temporary file while it counts, hashes, and looks at the first bytes; stops as soon as something is
   * wrong, and then leaves no file. @throws Problem EMPTY_FILE, UNSUPPORTED_TYPE, TOO_LARGE, and what the disk says
   */
  async receive(source: Readable): Promise<Received> {
    const file = new TemporaryFile(this.folder, this.#buffers);
    const hash = createHash('sha256');
    let bytes = 0;
    let head = Buffer.alloc(0);
    let type: ImageType | null = null;
    try {
      // Not an async function: that would hold on to the chunk for as long as it waits (see WriteBuffers).
      await forEachChunk(source, (chunk) => {
        bytes += chunk.length;
        if (bytes > this.maxBytes) throw this.tooLarge();
        if (head.length < SNIFF_BYTES) {
          head = Buffer.concat([head, chunk.subarray(0, SNIFF_BYTES - head.length)]);
          if (head.length === SNIFF_BYTES) type = known(sniff(head));
        }
        hash.update(chunk);
        return file.write(chunk);
      });
      if (bytes === 0) throw new Problem('EMPTY_FILE', 'The file has no bytes. Choose the picture again.');
      type ??= known(sniff(head));
      await file.close();
    } catch (error) {
      await file.remove();
      throw error;
    }
    return { file, bytes, sha256: hash.digest('hex'), type };
  }

  private tooLarge(): Problem {
    return new Problem('TOO_LARGE', `A file may have ${formatBytes(this.maxBytes)} at most. Send a smaller version of it.`);
  }
}

function known(type: ImageType | null): ImageType {
  if (type) return type;
  throw new Problem('UNSUPPORTED_TYPE', `This is no picture of a type that can be kept. Send ${imageTypesInWords()}.`);
}
