import { Controller, Get } from '@nestjs/common';

import { ListQuery, type ImageList } from '#libs/contract/image.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { CheckedQuery } from '#libs/http/validate.js';
import { searchInWords } from '#libs/images/search-words.js';
import { parseSearch } from '#libs/images/search.js';
import { VISIBLE } from '#libs/images/transitions.js';
import { ImageRepository } from '#libs/ports/image-repository.js';

import { decodeCursor, encodeCursor } from './cursor.js';
import { imageJson } from './image-json.js';
import { searchQuery } from './search-query.js';

/** One page of the caller's pictures, newest first, or of the trash. */
@Controller('api/images')
export class ListImages {
  constructor(private readonly images: ImageRepository) {}

  @Needs('read')
  @Get()
  async list(@Caller() { userId, userName }: Identity, @CheckedQuery(ListQuery) query: ListQuery): Promise<ImageList> {
    const { order, limit, before, q, from, to, state, deleted } = query;
    const search = parseSearch(q ?? '', new Date());
    const asked = { states: state ? [state] : VISIBLE, ...(from && { from }), ...(to && { to }) };
    const rows = await this.images.list({
      owner: userId,
      order,
      // One more than asked tells whether there is a next page.
      limit: limit + 1,
      deleted,
      ...(before !== undefined && { before: decodeCursor(before) }),
      ...searchQuery(search, asked),
    });
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    return {
      items: page.map((row) => imageJson(row, userName)),
      next: last ? encodeCursor(last) : null,
      ...(q !== undefined && { understood: searchInWords(search) }),
    };
  }
}
