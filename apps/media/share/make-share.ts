import { Controller, HttpCode, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { PasswordHasher } from '#libs/accounts/password-hasher.js';
import { NewShare, type ShareWithImages } from '#libs/contract/share.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { JsonBody } from '#libs/http/json-body.js';
import { AlbumRepository } from '#libs/ports/album-repository.js';
import { ShareRepository } from '#libs/ports/share-repository.js';

import { findAlbum } from '../albums/change-album.js';
import { insertShare } from './insert-share.js';
import { newShare } from './new-share.js';
import { ShareImages } from './share-images.js';
import { ShareJson } from './share-json.js';

/** Makes a link to some of the caller's pictures, or to an album. */
@Controller('api/shares')
export class MakeShare {
  constructor(
    private readonly shares: ShareRepository,
    private readonly images: ShareImages,
    private readonly albums: AlbumRepository,
    private readonly json: ShareJson,
    private readonly hasher: PasswordHasher,
  ) {}

  @Needs('share')
  @Post()
  @HttpCode(201)
  async make(
    @Caller() { userId: owner }: Identity,
    @JsonBody(NewShare) { imageIds, album, sizes, name = null, password = null, expiresAt = null }: NewShare,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ShareWithImages> {
    const albumId = album === undefined ? null : (await findAlbum(this.albums, owner, album)).id;
    const rows = await this.images.all(owner, imageIds ?? []);
    const passwordHash = password === null ? null : await this.hasher.hash(password);
    const share = newShare({ owner, albumId, imageIds: rows.map(({ id }) => id), sizes, name, passwordHash, expiresAt });
    const kept = await insertShare(this.images, this.shares, share);
    void reply.header('location', `/api/shares/${share.id}`);
    return this.json.whole(kept);
  }
}
