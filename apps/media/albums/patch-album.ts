import { Controller, Param, Patch } from '@nestjs/common';

import { AlbumPatch, type Album } from '#libs/contract/album.js';
import { Problem } from '#libs/contract/errors.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { JsonBody } from '#libs/http/json-body.js';
import { AlbumRepository, type AlbumChange } from '#libs/ports/album-repository.js';
import { ImageRepository } from '#libs/ports/image-repository.js';

import { albumJson } from './album-json.js';
import { changeAlbum } from './change-album.js';

/** Another name, order or cover; `cover: null` goes back to the first picture. */
@Controller('api/albums/:id')
export class PatchAlbum {
  constructor(
    private readonly albums: AlbumRepository,
    private readonly images: ImageRepository,
  ) {}

  @Needs('write')
  @Patch()
  async patch(
    @Caller() { userId: owner, userName }: Identity,
    @Param('id') id: string,
    @JsonBody(AlbumPatch) { name, order, cover }: AlbumPatch,
  ): Promise<Album> {
    const change: AlbumChange = {
      ...(name !== undefined && { name }),
      ...(order !== undefined && { order }),
      ...(cover !== undefined && { cover }),
    };
    const album = await changeAlbum(this.albums, { owner, id }, ({ images }) => {
      if (typeof cover === 'string' && !images.includes(cover))
        throw new Problem('NOT_FOUND', 'The picture for the cover is not in this album. Add it first.');
      return change;
    });
    return albumJson(this.images, album, userName);
  }
}
