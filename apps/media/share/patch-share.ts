import { Controller, Param, Patch } from '@nestjs/common';

import { PasswordHasher } from '#libs/accounts/password-hasher.js';
import { Problem } from '#libs/contract/errors.js';
import { SharePatch, type ShareWithImages } from '#libs/contract/share.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { JsonBody } from '#libs/http/json-body.js';
import { ShareRepository, type ShareChange } from '#libs/ports/share-repository.js';

import { findShare, noSuchShare } from './find-share.js';
import { ShareImages } from './share-images.js';
import { ShareJson } from './share-json.js';
import { withoutRemoved } from './without-removed.js';

/** Changes what a link gives away, until when, and to whom; its address stays. */
@Controller('api/shares/:id')
export class PatchShare {
  constructor(
    private readonly shares: ShareRepository,
    private readonly images: ShareImages,
    private readonly json: ShareJson,
    private readonly hasher: PasswordHasher,
  ) {}

  @Needs('share')
  @Patch()
  async patch(
    @Caller() { userId: owner }: Identity,
    @Param('id') id: string,
    @JsonBody(SharePatch) { imageIds, sizes, name, password, expiresAt }: SharePatch,
  ): Promise<ShareWithImages> {
    const { albumId } = await findShare(this.shares, owner, id);
    if (imageIds && albumId !== null) {
      throw new Problem('BAD_REQUEST', 'The body: imageIds: this link shows an album. Change what is in the album, or make another link.');
    }
    const change: ShareChange = {
      ...(imageIds && { imageIds: (await this.images.all(owner, imageIds)).map((row) => row.id) }),
      ...(sizes && { sizes }),
      ...(name !== undefined && { name }),
      ...(password !== undefined && { passwordHash: password === null ? null : await this.hasher.hash(password) }),
      ...(expiresAt !== undefined && { expiresAt }),
    };
    const changed = await this.shares.update(owner, id, change);
    const share = changed && (await withoutRemoved(this.images, this.shares, changed));
    if (!share) throw noSuchShare();
    return this.json.whole(share);
  }
}
