import { Controller, Post } from '@nestjs/common';

import { AlbumCreate, MAX_ALBUMS, type AlbumChanged } from '#libs/contract/album.js';
import { Problem } from '#libs/contract/errors.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { JsonBody } from '#libs/http/json-body.js';
import { removed } from '#libs/domain/album/album-order.js';
import { newId } from '#libs/domain/image/keys.js';
import { AlbumRepository } from '#libs/ports/album-repository.js';
import { ImageRepository } from '#libs/ports/image-repository.js';

import { albumJson } from './album-json.js';
import { splitIds } from './album-pictures.js';
import { withoutGone } from './without-gone.js';

/** A new album, with the pictures named. */
@Controller('api/albums')
export class MakeAlbum {
  constructor(
    private readonly albums: AlbumRepository,
    private readonly images: ImageRepository,
  ) {}

  @Needs('write')
  @Post()
  async make(
    @Caller() { userId: owner, userName }: Identity,
    @JsonBody(AlbumCreate) { name, order, ids }: AlbumCreate,
  ): Promise<AlbumChanged> {
    if ((await this.albums.list(owner)).length >= MAX_ALBUMS)
      throw new Problem('TOO_MANY_ALBUMS', `There may be ${MAX_ALBUMS.toLocaleString('en')} albums. Delete one first; its pictures stay.`);
    const { there, missing } = await splitIds(this.images, owner, ids);
    const album = { id: newId(), owner, name, order, cover: null, images: there, createdAt: new Date() };
    await this.albums.insert(album);
    const made = await withoutGone(this.albums, this.images, { ...album, version: 1 }, there);
    return { album: await albumJson(this.images, made, userName), missing: [...missing, ...removed(there, made.images)] };
  }
}
