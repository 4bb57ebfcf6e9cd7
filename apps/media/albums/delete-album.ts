import { Controller, Delete, HttpCode, Param } from '@nestjs/common';

import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { AlbumRepository } from '#libs/ports/album-repository.js';

import { findAlbum } from './find-album.js';

/** The album goes at once and for good; its pictures stay where they are. */
@Controller('api/albums/:id')
export class DeleteAlbum {
  constructor(private readonly albums: AlbumRepository) {}

  @Needs('write')
  @Delete()
  @HttpCode(204)
  async delete(@Caller() { userId }: Identity, @Param('id') id: string): Promise<void> {
    const album = await findAlbum(this.albums, userId, id);
    await this.albums.remove(album.id, userId);
  }
}
