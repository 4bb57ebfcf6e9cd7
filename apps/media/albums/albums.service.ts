import { Injectable } from '@nestjs/common';

import { MAX_ALBUMS, type Album, type AlbumChanged, type NewAlbum, type AlbumPatch, type AlbumPictures } from '#libs/api/album.js';
import { Problem } from '#libs/api/errors.js';
import { IMAGE_ID } from '#libs/api/image.js';
import { moveIds, removeIds } from '#libs/domain/album/album-order.js';
import { newId } from '#libs/domain/image/keys.js';
import type { Identity } from '#libs/http/identity.js';
import { AlbumRepository, type AlbumRow } from '#libs/ports/album-repository.js';
import { ImageRepository } from '#libs/ports/image-repository.js';

import { albumsJson } from './album-json.js';
import { addToAlbum, albumNotFound, changeAlbum, findAlbum, withoutDeleted } from './change-album.js';

/** Albums of the caller: created, changed, filled and ordered. Deleting an album keeps its images. */
@Injectable()
export class AlbumsService {
  constructor(
    private readonly albums: AlbumRepository,
    private readonly images: ImageRepository,
  ) {}

  /** All albums of the caller, newest first. */
  async list({ userId, userName }: Identity): Promise<Album[]> {
    return albumsJson(this.images, await this.albums.summaries(userId), userName);
  }

  /** @throws Problem NOT_FOUND */
  async get(caller: Identity, id: string): Promise<Album> {
    return this.json(caller, await findAlbum(this.albums, caller.userId, id));
  }

  /** Creates an album with those of the images that exist. @throws Problem TOO_MANY_ALBUMS */
  async create(caller: Identity, { name, order, ids }: NewAlbum): Promise<AlbumChanged> {
    const owner = caller.userId;
    if ((await this.albums.heads(owner)).length >= MAX_ALBUMS) {
      const max = MAX_ALBUMS.toLocaleString('en');
      throw new Problem('TOO_MANY_ALBUMS', `You can have at most ${max} albums. Delete one first; its pictures are kept.`);
    }
    const { present, missing } = await this.split(owner, ids);
    const album = { id: newId(), owner, name, order, cover: null, images: present, createdAt: new Date() };
    await this.albums.insert(album);
    const created = await withoutDeleted(this.albums, this.images, { ...album, version: 1 }, present);
    return { album: await this.json(caller, created), missing: [...missing, ...removeIds(present, created.images)] };
  }

  /** Changes the name, order or cover; `cover: null` goes back to the first image. @throws Problem NOT_FOUND, UNAVAILABLE */
  async patch(caller: Identity, id: string, { name, order, cover }: AlbumPatch): Promise<Album> {
    const album = await changeAlbum(this.albums, { owner: caller.userId, id }, ({ images }) => {
      if (typeof cover === 'string' && !images.includes(cover))
        throw new Problem('NOT_FOUND', 'The cover picture is not in this album. Add it first.');
      return {
        ...(name !== undefined && { name }),
        ...(order !== undefined && { order }),
        ...(cover !== undefined && { cover }),
      };
    });
    return this.json(caller, album);
  }

  /** @throws Problem NOT_FOUND */
  async delete({ userId }: Identity, id: string): Promise<void> {
    const album = await findAlbum(this.albums, userId, id);
    await this.albums.remove(album.id, userId);
  }

  /** Adds images to an album, removes them from it, or moves them within its custom order. @throws Problem NOT_FOUND, ALBUM_FULL, UNAVAILABLE */
  async changeImages(caller: Identity, id: string, { ids, action, before = null }: AlbumPictures): Promise<AlbumChanged> {
    const key = { owner: caller.userId, id };
    // Checked first: a request for the album of another owner must not tell which images exist.
    await findAlbum(this.albums, key.owner, id);
    const { present, missing } = await this.split(key.owner, ids);
    if (action === 'add') {
      const album = await addToAlbum(this.albums, this.images, key, present);
      return { album: await this.json(caller, album), missing: [...missing, ...removeIds(present, album.images)] };
    }
    let outside: string[] = [];
    const album = await changeAlbum(this.albums, key, ({ images }) => {
      outside = removeIds(present, images);
      if (action === 'remove') return { images: removeIds(images, present) };
      if (before !== null && !images.includes(before)) throw new Problem('NOT_FOUND', 'The picture to insert before is not in this album.');
      return { images: moveIds(images, present, before), order: 'hand' };
    });
    return { album: await this.json(caller, album), missing: [...missing, ...outside] };
  }

  /** Splits ids, without repetitions, into images of this owner outside the trash, and all others. */
  private async split(owner: string, ids: readonly string[]): Promise<{ present: string[]; missing: string[] }> {
    const unique = [...new Set(ids)];
    const valid = unique.filter((id) => IMAGE_ID.test(id));
    const present = new Set(valid.length > 0 ? await this.images.present(owner, valid) : []);
    return { present: unique.filter((id) => present.has(id)), missing: unique.filter((id) => !present.has(id)) };
  }

  private async json({ userId, userName }: Identity, { id }: AlbumRow): Promise<Album> {
    const [json] = await albumsJson(this.images, await this.albums.summaries(userId, id), userName);
    if (!json) throw albumNotFound();
    return json;
  }
}
