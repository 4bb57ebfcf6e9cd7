import { Controller, HttpCode, Post } from '@nestjs/common';

import { type Size } from '#libs/contract/image.js';
import { PreviewRequest, type SharePreview } from '#libs/contract/share.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { JsonBody } from '#libs/http/json-body.js';
import { AlbumRepository } from '#libs/ports/album-repository.js';

import { findAlbum } from '../albums/change-album.js';
import { imageJson } from '../images/image-json.js';
import { ShareImages } from './share-images.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';

/** How many pictures are given whole. */
const FIRST = 12;

/** What a link to some pictures, or to an album, would give away; makes none. */
@Controller('api/shares/preview')
export class PreviewShare {
  constructor(
    private readonly images: ShareImages,
    private readonly albums: AlbumRepository,
  ) {}

  @Needs('read')
  @Post()
  @HttpCode(200)
  async preview(
    @Caller() { userId, userName }: Identity,
    @JsonBody(PreviewRequest) { imageIds, album: albumId }: PreviewRequest,
  ): Promise<SharePreview> {
    const album = albumId === undefined ? null : await findAlbum(this.albums, userId, albumId);
    const rows = album ? await this.images.rows(userId, await this.images.inAlbum(album)) : await this.images.all(userId, imageIds ?? []);
    return {
      album: album && { id: album.id, name: album.name },
      pictures: rows.length,
      first: rows.slice(0, FIRST).map((row) => imageJson(row, userName)),
      sizes: { s: sum(rows, 's'), m: sum(rows, 'm'), l: sum(rows, 'l'), o: sum(rows, 'o') },
      originals: {
        camera: rows.filter(({ exif }) => exif?.camera || exif?.lens).length,
        // Rather one too many: a time that a person gave or took away tells nothing of what the camera wrote.
        time: rows.filter(({ takenAt, exif }) => takenAt ?? exif).length,
        place: rows.filter(({ exif }) => exif?.place).length,
      },
    };
  }
}

function sum(rows: readonly ImageRow[], size: Size): SharePreview['sizes'][Size] {
  const total = { ready: 0, bytes: 0, width: 0, height: 0 };
  for (const row of rows) {
    const { width, height, bytes } = size === 'o' ? row : row.sizes[size];
    if (width === null || height === null || bytes === null) continue;
    total.ready++;
    total.bytes += bytes;
    if (width * height > total.width * total.height) Object.assign(total, { width, height });
  }
  return total;
}
