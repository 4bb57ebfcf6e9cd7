import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';

import { Inject, Injectable } from '@nestjs/common';

import { Problem } from '#libs/api/errors.js';
import { requireDiskSpace, UPLOAD_RESERVE_BYTES } from '#libs/domain/drive/disk-space.js';
import { formatBytes } from '#libs/domain/format.js';
import { type ImageType, imageTypesInWords, sniff, SNIFF_BYTES } from '#libs/domain/image-types.js';
import { ObjectStore } from '#libs/ports/object-store.js';

import { MAX_UPLOAD_BYTES, TMP_DIR } from '../resources/media-resources.js';
import { forEachChunk } from './for-each-chunk.js';
import { TemporaryFile } from './temporary-file.js';

/** A complete upload in a temporary file. The caller must remove the file. */
export interface ReceivedBody {
  file: TemporaryFile;
  bytes: number;
  /** In hex. */
  sha256: string;
  /** By its first bytes. */
  type: ImageType;
}

/** Receives the bytes of uploads into temporary files. */
@Injectable()
export class BodyReceiver {
  constructor(
    private readonly objects: ObjectStore,
    @Inject(TMP_DIR) private readonly folder: string,
    /** Of one file. */
    @Inject(MAX_UPLOAD_BYTES) readonly maxBytes: number,
  ) {}

  /** Checks the declared length before a byte is read. @throws Problem TOO_LARGE */
  expectLength(headers: IncomingHttpHeaders): void {
    if (Number(headers['content-length'] ?? 0) > this.maxBytes) throw this.tooLarge();
  }

  /** Checks, before a byte is read, that the body fits on the disks. @throws StoreFull, and errors of the store and the disk */
  async requireDiskSpace(headers: IncomingHttpHeaders): Promise<void> {
    await requireDiskSpace(this.objects, this.folder, Number(headers['content-length'] ?? 0) + UPLOAD_RESERVE_BYTES);
  }

  /**
   * Writes the stream to a new temporary file while counting and hashing it and checking its first bytes. Stops at the first error, and
   * then leaves no file. @throws Problem EMPTY_FILE, UNSUPPORTED_TYPE, TOO_LARGE, and errors of the disk
   */
  async receive(source: Readable): Promise<ReceivedBody> {
    const file = new TemporaryFile(this.folder);
    const hash = createHash('sha256');
    let bytes = 0;
    let head = Buffer.alloc(0);
    let type: ImageType | null = null;
    try {
      await forEachChunk(source, (chunk) => {
        bytes += chunk.length;
        if (bytes > this.maxBytes) throw this.tooLarge();
        if (head.length < SNIFF_BYTES) {
          head = Buffer.concat([head, chunk.subarray(0, SNIFF_BYTES - head.length)]);
          if (head.length === SNIFF_BYTES) type = expectType(head);
        }
        hash.update(chunk);
        return file.write(chunk);
      });
      if (bytes === 0) throw new Problem('EMPTY_FILE', 'The file is empty. Choose the picture again.');
      type ??= expectType(head);
      await file.close();
    } catch (error) {
      await file.remove();
      throw error;
    }
    return { file, bytes, sha256: hash.digest('hex'), type };
  }

  private tooLarge(): Problem {
    return new Problem('TOO_LARGE', `A file can have at most ${formatBytes(this.maxBytes)}. Send a smaller version of it.`);
  }
}

function expectType(head: Buffer): ImageType {
  const type = sniff(head);
  if (type) return type;
  throw new Problem('UNSUPPORTED_TYPE', `This file type is not supported. Send ${imageTypesInWords()}.`);
}
