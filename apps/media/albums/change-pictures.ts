import { Controller, HttpCode, Param, Post } from '@nestjs/common';

import { AlbumPictures, type AlbumChanged } from '#libs/contract/album.js';
import { Problem } from '#libs/contract/errors.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { JsonBody } from '#libs/http/json-body.js';
import { moved, removed } from '#libs/domain/album/album-order.js';
import { AlbumRepository, type AlbumChange, type AlbumRow } from '#libs/ports/album-repository.js';
import { ImageRepository } from '#libs/ports/image-repository.js';

import { albumJson } from './album-json.js';
import { addedWithin, splitIds } from './album-pictures.js';
import { changeAlbum } from './change-album.js';
import { findAlbum } from './find-album.js';
import { withoutGone } from './without-gone.js';

/** Puts pictures into an album, takes them out of it, or orders them by hand. */
@Controller('api/albums/:id/images')
export class ChangePictures {
  constructor(
    private readonly albums: AlbumRepository,
    private readonly images: ImageRepository,
  ) {}

  @Needs('write')
  @Post()
  @HttpCode(200)
  async change(
    @Caller() { userId: owner, userName }: Identity,
    @Param('id') id: string,
    @JsonBody(AlbumPictures) { ids, action, before = null }: AlbumPictures,
  ): Promise<AlbumChanged> {
    // Said first: whether pictures are there is none of the business of who names no album of his own.
    await findAlbum(this.albums, owner, id);
    const { there, missing } = await splitIds(this.images, owner, ids);
    let outside: string[] = [];
    const changed = await changeAlbum(this.albums, { owner, id }, (row) => {
      outside = removed(there, row.images);
      return { images: next(row, action, there, before), ...(action === 'move' && { order: 'hand' }) } satisfies AlbumChange;
    });
    const album = action === 'add' ? await withoutGone(this.albums, this.images, changed, there) : changed;
    if (action === 'add') outside = removed(there, album.images);
    return { album: await albumJson(this.images, album, userName), missing: [...missing, ...outside] };
  }
}

function next({ images }: AlbumRow, action: AlbumPictures['action'], ids: readonly string[], before: string | null): string[] {
  if (action === 'add') return addedWithin(images, ids);
  if (action === 'remove') return removed(images, ids);
  if (before !== null && !images.includes(before))
    throw new Problem('NOT_FOUND', 'The picture ahead of which they should go is not in this album.');
  return moved(images, ids, before);
}
