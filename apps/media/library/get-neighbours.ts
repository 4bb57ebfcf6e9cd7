import { Controller, Get, Param, Query } from '@nestjs/common';

import { NeighboursQuery, type Neighbours } from '#libs/contract/image.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { AlbumRepository } from '#libs/ports/album-repository.js';
import { ImageRepository } from '#libs/ports/image-repository.js';

import { listByHand } from './album-query.js';
import { askedList, type AskedList } from './asked-list.js';
import { findImage } from '../images/find-image.js';
import { imageJson } from '../images/image-json.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';

/** What lies ahead of a picture and behind it; undefined: nothing. */
type Beside = [ahead: ImageRow | undefined, behind: ImageRow | undefined];

/** What lies beside a picture in a list, an album or a search, for who goes from one to the next. */
@Controller('api/images/:id/neighbours')
export class GetNeighbours {
  constructor(
    private readonly images: ImageRepository,
    private readonly albums: AlbumRepository,
  ) {}

  @Needs('read')
  @Get()
  async get(
    @Caller() { userId, userName }: Identity,
    @Param('id') id: string,
    @Query({ schema: NeighboursQuery }) query: NeighboursQuery,
  ): Promise<Neighbours> {
    const row = await findImage(this.images, userId, id, 'library');
    const list = await askedList(this.albums, userId, query);
    const [newer, older] = await (list.order === 'hand' ? this.byHand(row, list) : this.byTime(row, { ...list, order: list.order }));
    return { newer: newer ? imageJson(newer, userName) : null, older: older ? imageJson(older, userName) : null };
  }

  /** Whether the picture itself is in the list (any more) does not matter: it has a place there. */
  private async byTime(row: ImageRow, { order, wanted, ids }: AskedList & { order: 'added' | 'taken' }): Promise<Beside> {
    const one = { ...wanted, order, limit: 1, ...(ids && { ids }) };
    const [[ahead], [behind]] = await Promise.all([this.images.list({ ...one, after: row }), this.images.list({ ...one, before: row })]);
    return [ahead, behind];
  }

  /** One that was taken out of the album has no place in it. */
  private async byHand({ id }: ImageRow, { wanted, ids = [] }: AskedList): Promise<Beside> {
    const at = ids.indexOf(id);
    if (at < 0) return [undefined, undefined];
    const first = async (others: readonly string[]) => (await listByHand(this.images, { ...wanted, limit: 1 }, others))[0]?.row;
    return Promise.all([first(ids.slice(0, at).toReversed()), first(ids.slice(at + 1))]);
  }
}
