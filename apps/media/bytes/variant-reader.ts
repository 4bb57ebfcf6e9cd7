import type { Readable } from 'node:stream';

import { Injectable } from '@nestjs/common';

import { ObjectNotFound } from '#libs/ports/errors.js';
import { ObjectStore, type ByteRange } from '#libs/ports/object-store.js';

/** Reads variants. */
@Injectable()
export class VariantReader {
  constructor(private readonly objects: ObjectStore) {}

  /** Returns null when the store lost it: it is missing, or has another size than the row says. @throws StoreUnavailable */
  async open({ key, bytes }: { key: string; bytes: number }, range: ByteRange | null = null): Promise<Readable | null> {
    try {
      const { size, stream } = await this.objects.get(key, range ?? undefined);
      if (size === bytes) return stream;
      stream.destroy();
      return null;
    } catch (error) {
      if (error instanceof ObjectNotFound || error instanceof RangeError) return null;
      throw error;
    }
  }
}
