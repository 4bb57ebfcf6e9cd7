import { Controller, Get, Param } from '@nestjs/common';

import type { Album } from '#libs/contract/album.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { AlbumRepository } from '#libs/ports/album-repository.js';
import { ImageRepository } from '#libs/ports/image-repository.js';

import { albumJson } from './album-json.js';
import { findAlbum } from './find-album.js';

@Controller('api/albums/:id')
export class GetAlbum {
  constructor(
    private readonly albums: AlbumRepository,
    private readonly images: ImageRepository,
  ) {}

  @Needs('read')
  @Get()
  async get(@Caller() { userId, userName }: Identity, @Param('id') id: string): Promise<Album> {
    return albumJson(this.images, await findAlbum(this.albums, userId, id), userName);
  }
}
