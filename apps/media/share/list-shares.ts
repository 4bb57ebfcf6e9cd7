import { Controller, Get } from '@nestjs/common';

import { Problem } from '#libs/contract/errors.js';
import { IMAGE_ID } from '#libs/contract/image.js';
import { ShareListQuery, type ShareList } from '#libs/contract/share.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { CheckedQuery } from '#libs/http/validate.js';
import { ShareRepository } from '#libs/ports/share-repository.js';

import { shareJson } from './share-json.js';

/** One page of the caller's links, newest first. The cursor is the id of the last one. */
@Controller('api/shares')
export class ListShares {
  constructor(private readonly shares: ShareRepository) {}

  @Needs('read')
  @Get()
  async list(@Caller() { userId }: Identity, @CheckedQuery(ShareListQuery) { limit, before }: ShareListQuery): Promise<ShareList> {
    if (before !== undefined && !IMAGE_ID.test(before)) {
      throw new Problem('BAD_REQUEST', 'The query: before is no cursor of this list. Take "next" of the page before, or leave it out.');
    }
    // One more than asked tells whether there is a next page.
    const rows = await this.shares.list(userId, { limit: limit + 1, ...(before !== undefined && { before }) });
    const page = rows.slice(0, limit);
    return { items: page.map(shareJson), next: rows.length > limit ? page.at(-1)!.id : null };
  }
}
