import { Injectable } from '@nestjs/common';

import type { Identity } from '#libs/http/identity.js';
import { AlbumRepository } from '#libs/ports/album-repository.js';
import { ImageRepository } from '#libs/ports/image-repository.js';

import { addToAlbum, findAlbum } from '../albums/change-album.js';

/** Puts what is uploaded into the album that was named. */
@Injectable()
export class AddToAlbum {
  constructor(
    private readonly albums: AlbumRepository,
    private readonly images: ImageRepository,
  ) {}

  /** Before bytes are taken in for nothing. @throws Problem NOT_FOUND when there is no such album of the caller; undefined is none named */
  async check({ userId }: Identity, album: string | undefined): Promise<void> {
    if (album !== undefined) await findAlbum(this.albums, userId, album);
  }

  /** @throws Problem NOT_FOUND, ALBUM_FULL, UNAVAILABLE */
  async put({ userId: owner }: Identity, album: string, image: string): Promise<void> {
    await addToAlbum(this.albums, this.images, { owner, id: album }, [image]);
  }
}
