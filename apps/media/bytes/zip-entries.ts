import { Injectable } from '@nestjs/common';

import { Problem } from '#libs/api/errors.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';
import type { SizeName, VariantName } from '#libs/domain/variants.js';

import { LostVariants } from '../images/lost-variants.js';
import { fileName } from './content-disposition.js';
import { OriginalReader } from './original-reader.js';
import { VariantReader } from './variant-reader.js';
import type { NoBytes, ZipEntry } from './zip-stream.js';

/** The entries of archives. Each keeps only what it needs of its row: ten thousand whole rows would be many megabytes. */
@Injectable()
export class ZipEntries {
  constructor(
    private readonly originals: OriginalReader,
    private readonly variants: VariantReader,
    private readonly lost: LostVariants,
  ) {}

  of(row: ImageRow, size: SizeName): ZipEntry {
    return size === 'o' ? this.original(row) : this.variant(row, size);
  }

  private original({ name, sortAt: modifiedAt, id, generation, originalKey, bytes, sha256, damagedAt }: ImageRow): ZipEntry {
    const original = { id, generation, originalKey, bytes, sha256, damagedAt };
    return { name, modifiedAt, bytes, open: () => this.originals.open(original).catch(noBytes) };
  }

  private variant({ name, sortAt: modifiedAt, id, owner, sizes }: ImageRow, size: VariantName): ZipEntry {
    const { state, key, type, bytes } = sizes[size];
    if (state !== 'ready' || key === null || type === null || bytes === null) {
      return { name, modifiedAt, bytes: 0, open: async () => 'missing' };
    }
    const open = async () => {
      const stream = await this.variants.open({ key, bytes });
      if (stream) return stream;
      await this.lost.makeAgain({ id, owner }, { size, key }).catch(noBytes);
      return 'missing';
    };
    return { name: fileName(name, { size, type }), modifiedAt, bytes, open };
  }
}

function noBytes(error: unknown): NoBytes {
  if (error instanceof Problem && error.code === 'NOT_FOUND') return 'missing';
  if (error instanceof Problem && error.code === 'CORRUPT') return 'damaged';
  throw error;
}
