import { Injectable } from '@nestjs/common';

import { Problem } from '#libs/contract/errors.js';
import { AlbumRepository, type AlbumRow } from '#libs/ports/album-repository.js';
import { ImageRepository } from '#libs/ports/image-repository.js';
import type { ShareRow } from '#libs/ports/share-repository.js';

import { findImage, type Where } from '../images/find-image.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';

/** Pictures that are looked up at once. */
const AT_ONCE = 32;

/** What a link shows at one moment. */
export interface Shown {
  /** null: pictures that were chosen. */
  album: AlbumRow | null;
  /** Ids of the pictures in the order of the link; neither in the trash nor gone. */
  ids: readonly string[];
}

/** The pictures of links: those that were chosen, or whatever is in an album when somebody looks. */
@Injectable()
export class ShareImages {
  constructor(
    private readonly images: ImageRepository,
    private readonly albums: AlbumRepository,
  ) {}

  /** Those of this owner that are named, in this order; each once. @throws Problem NOT_FOUND when one is not there */
  all(owner: string, ids: readonly string[]): Promise<ImageRow[]> {
    return inChunks([...new Set(ids)], (id) => findImage(this.images, owner, id, 'library'));
  }

  /** Null when the link is to an album that is gone. */
  async shown(share: ShareRow): Promise<Shown | null> {
    const { owner, albumId, imageIds } = share;
    if (albumId === null) return { album: null, ids: await this.there(owner, imageIds) };
    const album = await this.albumOf(share);
    return album && { album, ids: await this.inAlbum(album) };
  }

  /** Ids of the pictures of an album that are not in the trash, in its order. */
  async inAlbum({ owner, images, order }: AlbumRow): Promise<string[]> {
    return order === 'hand' ? this.there(owner, images) : this.newestFirst(owner, images);
  }

  /** These pictures of this owner in this order, without those that are not there any more. */
  async rows(owner: string, ids: readonly string[]): Promise<ImageRow[]> {
    return (await inChunks(ids, (id) => this.find(owner, id))).filter((row) => row !== null);
  }

  /** One that the link shows right now, the first unless said; null when there is none. */
  async one(share: ShareRow, id?: string): Promise<ImageRow | null> {
    if (id === undefined) {
      const first = (await this.shown(share))?.ids[0];
      return first === undefined ? null : this.find(share.owner, first);
    }
    const named = share.albumId === null ? share.imageIds : (await this.albumOf(share))?.images;
    return named?.includes(id) ? this.find(share.owner, id) : null;
  }

  /** Those that were chosen and are not even in the trash. */
  async removed({ owner, imageIds }: ShareRow): Promise<string[]> {
    const rows = await inChunks(imageIds, (id) => this.find(owner, id, 'anywhere'));
    return imageIds.filter((_, index) => !rows[index]);
  }

  /** The album of the link; null when it is gone, or the link has none. */
  async albumOf({ owner, albumId }: ShareRow): Promise<AlbumRow | null> {
    const album = albumId === null ? null : await this.albums.find(albumId);
    return album?.owner === owner ? album : null;
  }

  private async there(owner: string, ids: readonly string[]): Promise<string[]> {
    const there = new Set(await this.newestFirst(owner, ids));
    return ids.filter((id) => there.has(id));
  }

  private async newestFirst(owner: string, ids: readonly string[]): Promise<string[]> {
    return ids.length > 0 ? this.images.present(owner, ids) : [];
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

/** What is found for each id, in their order. */
async function inChunks<T>(ids: readonly string[], find: (id: string) => Promise<T>): Promise<T[]> {
  const found: T[] = [];
  for (let at = 0; at < ids.length; at += AT_ONCE) found.push(...(await Promise.all(ids.slice(at, at + AT_ONCE).map(find))));
  return found;
}
