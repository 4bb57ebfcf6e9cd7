import { Controller, Get } from '@nestjs/common';

import type { AlbumList } from '#libs/contract/album.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { AlbumRepository } from '#libs/ports/album-repository.js';
import { ImageRepository } from '#libs/ports/image-repository.js';

import { albumsJson } from './album-json.js';

/** The caller's albums, newest first. */
@Controller('api/albums')
export class ListAlbums {
  constructor(
    private readonly albums: AlbumRepository,
    private readonly images: ImageRepository,
  ) {}

  @Needs('read')
  @Get()
  async list(@Caller() { userId, userName }: Identity): Promise<AlbumList> {
    return { items: await albumsJson(this.images, await this.albums.list(userId), userName) };
  }
}
