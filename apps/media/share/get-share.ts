import { Controller, Get, Param } from '@nestjs/common';

import { NoQuery } from '#libs/contract/image.js';
import type { ShareWithImages } from '#libs/contract/share.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { CheckedQuery } from '#libs/http/validate.js';
import { ShareRepository } from '#libs/ports/share-repository.js';

import { findShare } from './find-share.js';
import { ShareImages } from './share-images.js';
import { shareWithImages } from './share-json.js';

@Controller('api/shares/:id')
export class GetShare {
  constructor(
    private readonly shares: ShareRepository,
    private readonly images: ShareImages,
  ) {}

  @Needs('read')
  @Get()
  async get(@Caller() { userId }: Identity, @Param('id') id: string, @CheckedQuery(NoQuery) _query: unknown): Promise<ShareWithImages> {
    const share = await findShare(this.shares, userId, id);
    return shareWithImages(share, await this.images.shown(share));
  }
}
