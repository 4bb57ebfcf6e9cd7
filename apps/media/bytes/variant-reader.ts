import type { Readable } from 'node:stream';

import { Injectable } from '@nestjs/common';

import { ObjectNotFound } from '#libs/ports/errors.js';
import { ObjectStore, type ByteRange } from '#libs/ports/object-store.js';

interface StoredVariant {
  key: string;
  bytes: number;
}

/** Reads variants. Returns null for one that the store lost: it is missing, or has another size than the row says. */
@Injectable()
export class VariantReader {
  constructor(private readonly objects: ObjectStore) {}

  /** @throws StoreUnavailable */
  async open({ key, bytes }: StoredVariant, range: ByteRange | null = null): Promise<Readable | null> {
    return unlessLost(async () => {
      const { size, stream } = await this.objects.get(key, range ?? undefined);
      if (size === bytes) return stream;
      stream.destroy();
      return null;
    });
  }

  /** All of it at once, for a small one. @throws StoreUnavailable */
  async read({ key, bytes }: StoredVariant): Promise<Buffer | null> {
    return unlessLost(() => this.objects.read(key, bytes));
  }
}

async function unlessLost<T>(read: () => Promise<T | null>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ObjectNotFound || error instanceof RangeError) return null;
    throw error;
  }
}
