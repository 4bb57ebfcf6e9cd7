import { Injectable } from '@nestjs/common';

import { Problem } from '#libs/contract/errors.js';
import { ImageRepository, type ImageRow } from '#libs/ports/image-repository.js';
import type { ShareRow } from '#libs/ports/share-repository.js';

import { findImage, type Where } from '../library/find-image.js';

/** Pictures that are looked up at once. */
const AT_ONCE = 32;

/** The pictures of links. */
@Injectable()
export class ShareImages {
  constructor(private readonly images: ImageRepository) {}

  /** Those of this owner that are named, in this order; each once. @throws Problem NOT_FOUND when one is not there */
  async all(owner: string, ids: readonly string[]): Promise<ImageRow[]> {
    const found: ImageRow[] = [];
    for (const some of chunks([...new Set(ids)])) {
      found.push(...(await Promise.all(some.map((id) => findImage(this.images, owner, id, 'library')))));
    }
    return found;
  }

  /** Those that the link shows right now: neither in the trash nor gone. */
  async shown({ owner, imageIds }: ShareRow): Promise<ImageRow[]> {
    const found: (ImageRow | null)[] = [];
    for (const some of chunks(imageIds)) found.push(...(await Promise.all(some.map((id) => this.there(owner, id)))));
    return found.filter((row) => row !== null);
  }

  /** One that the link shows right now, the first unless said; null when there is none. */
  async one({ owner, imageIds }: ShareRow, id?: string): Promise<ImageRow | null> {
    for (const candidate of imageIds) {
      if (id !== undefined && candidate !== id) continue;
      const row = await this.there(owner, candidate);
      if (row) return row;
    }
    return null;
  }

  /** Those named that are not even in the trash. */
  async removed({ owner, imageIds }: ShareRow): Promise<string[]> {
    const removed: string[] = [];
    for (const some of chunks(imageIds)) {
      const rows = await Promise.all(some.map((id) => this.there(owner, id, 'anywhere')));
      removed.push(...some.filter((_, index) => !rows[index]));
    }
    return removed;
  }

  private async there(owner: string, id: string, where: Where = 'library'): Promise<ImageRow | null> {
    try {
      return await findImage(this.images, owner, id, where);
    } catch (error) {
      if (error instanceof Problem && error.code === 'NOT_FOUND') return null;
      throw error;
    }
  }
}

function chunks(ids: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(ids.length / AT_ONCE) }, (_, n) => ids.slice(n * AT_ONCE, (n + 1) * AT_ONCE));
}
