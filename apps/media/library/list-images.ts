import { Controller, Get } from '@nestjs/common';

import { ListQuery, type ImageList } from '#libs/contract/image.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { CheckedQuery } from '#libs/http/validate.js';
import { VISIBLE } from '#libs/images/transitions.js';
import { ImageRepository } from '#libs/ports/image-repository.js';

import { decodeCursor, encodeCursor } from './cursor.js';
import { imageJson } from './image-json.js';

/** One page of the caller's pictures, newest first, or of the trash. */
@Controller('api/images')
export class ListImages {
  constructor(private readonly images: ImageRepository) {}

  @Needs('read')
  @Get()
  async list(@Caller() { userId, userName }: Identity, @CheckedQuery(ListQuery) query: ListQuery): Promise<ImageList> {
    const { order, limit, before, q, from, to, state, deleted } = query;
    const rows = await this.images.list({
      owner: userId,
      order,
      // One more than asked tells whether there is a next page.
      limit: limit + 1,
      states: state ? [state] : VISIBLE,
      deleted,
      ...(before !== undefined && { before: decodeCursor(before) }),
      ...(q !== undefined && { words: q.split(/\s+/).filter(Boolean) }),
      ...(from && { from }),
      ...(to && { to }),
    });
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    return { items: page.map((row) => imageJson(row, userName)), next: last ? encodeCursor(last) : null };
  }
}
