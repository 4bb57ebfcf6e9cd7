import { Injectable } from '@nestjs/common';

import { mapConcurrent } from '#libs/concurrency/map-concurrent.js';
import { Problem } from '#libs/api/errors.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';
import { AlbumRepository, type AlbumRow } from '#libs/ports/album-repository.js';
import { ImageRepository, type Reader } from '#libs/ports/image-repository.js';
import type { ShareRow } from '#libs/ports/share-repository.js';

import { findImage, type Where } from '../images/find-image.js';

const CONCURRENT_LOOKUPS = 32;

/** What a share shows at one moment. */
export interface Shown {
  /** null if the share is of chosen images. */
  album: AlbumRow | null;
  /** Ids in the order of the share, without images that are in the trash or deleted. */
  ids: readonly string[];
}

/** Finds the images of shares: those that were chosen, or the current content of an album. */
@Injectable()
export class ShareImages {
  constructor(
    private readonly images: ImageRepository,
    private readonly albums: AlbumRepository,
  ) {}

  /** The images with these ids, in this order without repetitions. @throws Problem NOT_FOUND if one is not in the owner's library */
  expectAll(owner: string, ids: readonly string[]): Promise<ImageRow[]> {
    return mapIds(new Set(ids), (id) => findImage(this.images, owner, id, 'library'));
  }

  /** Those of the images that are in the owner's library, in this order. */
  async findAll(owner: string, ids: readonly string[]): Promise<ImageRow[]> {
    return (await mapIds(ids, (id) => this.find(owner, id))).filter((row) => row !== null);
  }

  /** Returns null if the share is of an album that was deleted. @param visitor who looks; undefined: its owner */
  async shownBy(share: ShareRow, visitor?: Reader): Promise<Shown | null> {
    const { owner, albumId, imageIds } = share;
    if (albumId === null) return { album: null, ids: await this.present(owner, imageIds, visitor) };
    const album = await this.albumOf(share);
    return album && { album, ids: await this.inAlbum(album, visitor) };
  }

  /** Ids of the images of an album that are not in the trash, in its order. */
  async inAlbum({ owner, images, order }: AlbumRow, visitor?: Reader): Promise<string[]> {
    return order === 'hand' ? this.present(owner, images, visitor) : this.newestFirst(owner, images, visitor);
  }

  /** Returns the image if the share shows it now, or null. Without an id: the first image of the share. */
  async findIn(share: ShareRow, id?: string): Promise<ImageRow | null> {
    if (id === undefined) {
      const first = (await this.shownBy(share))?.ids[0];
      return first === undefined ? null : this.find(share.owner, first);
    }
    const included = share.albumId === null ? share.imageIds : (await this.albumOf(share))?.images;
    return included?.includes(id) ? this.find(share.owner, id) : null;
  }

  /** Ids of chosen images that were deleted for good. */
  async deletedOf({ owner, imageIds }: ShareRow): Promise<string[]> {
    const rows = await mapIds(imageIds, (id) => this.find(owner, id, 'anywhere'));
    return imageIds.filter((_, index) => !rows[index]);
  }

  /** Returns null if the album was deleted, or the share is of chosen images. */
  async albumOf({ owner, albumId }: ShareRow): Promise<AlbumRow | null> {
    const album = albumId === null ? null : await this.albums.find(albumId);
    return album?.owner === owner ? album : null;
  }

  private async present(owner: string, ids: readonly string[], visitor?: Reader): Promise<string[]> {
    const present = new Set(await this.newestFirst(owner, ids, visitor));
    return ids.filter((id) => present.has(id));
  }

  private async newestFirst(owner: string, ids: readonly string[], visitor?: Reader): Promise<string[]> {
    return ids.length > 0 ? this.images.present(owner, ids, visitor) : [];
  }

  private async find(owner: string, id: string, where: Where = 'library'): Promise<ImageRow | null> {
    try {
      return await findImage(this.images, owner, id, where);
    } catch (error) {
      if (error instanceof Problem && error.code === 'NOT_FOUND') return null;
      throw error;
    }
  }
}

/** The result for each id, in their order. */
async function mapIds<T>(ids: Iterable<string>, find: (id: string) => Promise<T>): Promise<T[]> {
  const found: T[] = [];
  await mapConcurrent([...ids].entries(), CONCURRENT_LOOKUPS, async ([index, id]) => {
    found[index] = await find(id);
  });
  return found;
}
