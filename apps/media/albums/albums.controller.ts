import { Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';

import { NewAlbum, AlbumPatch, AlbumPictures, type Album, type AlbumChanged, type AlbumList } from '#libs/api/album.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { JsonBody } from '#libs/http/json-body.js';

import { AlbumsService } from './albums.service.js';

@Controller('api/albums')
export class AlbumsController {
  constructor(private readonly albums: AlbumsService) {}

  @Needs('read')
  @Get()
  async list(@Caller() caller: Identity): Promise<AlbumList> {
    return { items: await this.albums.list(caller) };
  }

  @Needs('write')
  @Post()
  create(@Caller() caller: Identity, @JsonBody(NewAlbum) body: NewAlbum): Promise<AlbumChanged> {
    return this.albums.create(caller, body);
  }

  @Needs('read')
  @Get(':id')
  get(@Caller() caller: Identity, @Param('id') id: string): Promise<Album> {
    return this.albums.get(caller, id);
  }

  @Needs('write')
  @Patch(':id')
  patch(@Caller() caller: Identity, @Param('id') id: string, @JsonBody(AlbumPatch) body: AlbumPatch): Promise<Album> {
    return this.albums.patch(caller, id, body);
  }

  @Needs('write')
  @Delete(':id')
  @HttpCode(204)
  async delete(@Caller() caller: Identity, @Param('id') id: string): Promise<void> {
    await this.albums.delete(caller, id);
  }

  @Needs('write')
  @Post(':id/images')
  @HttpCode(200)
  changeImages(@Caller() caller: Identity, @Param('id') id: string, @JsonBody(AlbumPictures) body: AlbumPictures): Promise<AlbumChanged> {
    return this.albums.changeImages(caller, id, body);
  }
}
