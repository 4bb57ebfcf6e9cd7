import { Controller, Get, Query } from '@nestjs/common';

import { Problem } from '#libs/contract/errors.js';
import { IMAGE_ID } from '#libs/contract/image.js';
import { ShareListQuery, type Share, type ShareList } from '#libs/contract/share.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { AlbumRepository } from '#libs/ports/album-repository.js';
import { ShareRepository, type ShareRow } from '#libs/ports/share-repository.js';

import { shareJson } from './share-json.js';

/** One page of the caller's links, newest first. The cursor is the id of the last one. */
@Controller('api/shares')
export class ListShares {
  constructor(
    private readonly shares: ShareRepository,
    private readonly albums: AlbumRepository,
  ) {}

  @Needs('read')
  @Get()
  async list(
    @Caller() { userId }: Identity,
    @Query({ schema: ShareListQuery }) { limit, before, album }: ShareListQuery,
  ): Promise<ShareList> {
    if (before !== undefined && !IMAGE_ID.test(before)) {
      throw new Problem('BAD_REQUEST', 'The query: before is no cursor of this list. Take "next" of the page before, or leave it out.');
    }
    // One more than asked tells whether there is a next page.
    const asked = { ...(before !== undefined && { before }), ...(album !== undefined && { albumId: album }) };
    const rows = await this.shares.list(userId, { limit: limit + 1, ...asked });
    const page = rows.slice(0, limit);
    return { items: await this.json(userId, page), next: rows.length > limit ? page.at(-1)!.id : null };
  }

  /** A link whose album is gone shows nothing to anybody, and is none any more. */
  private async json(owner: string, rows: readonly ShareRow[]): Promise<Share[]> {
    const albums = rows.some(({ albumId }) => albumId !== null) ? await this.albums.list(owner) : [];
    const byId = new Map(albums.map((album) => [album.id, album]));
    return rows.flatMap((row) => {
      const album = row.albumId === null ? null : byId.get(row.albumId);
      return album === undefined ? [] : [shareJson(row, album)];
    });
  }
}
