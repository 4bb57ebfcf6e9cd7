import { Controller, Get, Param } from '@nestjs/common';

import type { ShareWithImages } from '#libs/contract/share.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { ShareRepository } from '#libs/ports/share-repository.js';

import { findShare } from './find-share.js';
import { ShareJson } from './share-json.js';

/** One of the caller's links, with what it shows right now. */
@Controller('api/shares/:id')
export class GetShare {
  constructor(
    private readonly shares: ShareRepository,
    private readonly json: ShareJson,
  ) {}

  @Needs('read')
  @Get()
  async get(@Caller() { userId }: Identity, @Param('id') id: string): Promise<ShareWithImages> {
    return this.json.whole(await findShare(this.shares, userId, id));
  }
}
