import { Controller, Get, Query } from '@nestjs/common';

import { ListQuery, type ImageList } from '#libs/contract/image.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { describeSearch } from '#libs/domain/search/describe-search.js';
import { AlbumRepository } from '#libs/ports/album-repository.js';
import { ImageRepository } from '#libs/ports/image-repository.js';

import { listByHand } from './album-query.js';
import { askedList } from './asked-list.js';
import { decodeCursor, encodeCursor } from '../images/cursor.js';
import { imageJson } from '../images/image-json.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';

/** A picture, and its place where it stands in an order made by hand. */
interface Place {
  row: ImageRow;
  place?: number;
}

/** One page of the caller's pictures, newest first, or of an album, or of the trash. */
@Controller('api/images')
export class ListImages {
  constructor(
    private readonly images: ImageRepository,
    private readonly albums: AlbumRepository,
  ) {}

  @Needs('read')
  @Get()
  async list(@Caller() { userId, userName }: Identity, @Query({ schema: ListQuery }) query: ListQuery): Promise<ImageList> {
    const { limit, before, q } = query;
    const { order, ids, wanted, search } = await askedList(this.albums, userId, query);
    const cursor = before === undefined ? undefined : decodeCursor(before);
    // One more than asked tells whether there is a next page.
    const part = { ...wanted, limit: limit + 1 };
    const places: Place[] =
      order === 'hand'
        ? await listByHand(this.images, part, ids!, cursor && { id: cursor.id, place: cursor.sortAt.getTime() })
        : (await this.images.list({ ...part, order, ...(cursor && { before: cursor }), ...(ids && { ids }) })).map((row) => ({ row }));
    const page = places.slice(0, limit);
    const last = places.length > limit ? page.at(-1) : undefined;
    return {
      items: page.map(({ row }) => imageJson(row, userName)),
      next: last ? encodeCursor(last.place !== undefined ? { id: last.row.id, sortAt: new Date(last.place) } : last.row) : null,
      ...(q !== undefined && { understood: describeSearch(search) }),
    };
  }
}
