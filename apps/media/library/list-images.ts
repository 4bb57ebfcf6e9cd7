import { Controller, Get } from '@nestjs/common';

import { Problem } from '#libs/contract/errors.js';
import { ListQuery, type ImageList } from '#libs/contract/image.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { CheckedQuery } from '#libs/http/validate.js';
import { searchInWords } from '#libs/images/search-words.js';
import { parseSearch } from '#libs/images/search.js';
import { VISIBLE } from '#libs/images/transitions.js';
import { AlbumRepository, type AlbumRow } from '#libs/ports/album-repository.js';
import { ImageRepository, type ImageRow } from '#libs/ports/image-repository.js';

import { findAlbum } from '../albums/change-album.js';
import { albumsNamed, inAll, listByHand } from './album-query.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import { imageJson } from './image-json.js';
import { searchQuery } from './search-query.js';

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
  async list(@Caller() { userId, userName }: Identity, @CheckedQuery(ListQuery) query: ListQuery): Promise<ImageList> {
    const { limit, before, q, from, to, state, deleted } = query;
    const album = query.album === undefined ? undefined : await findAlbum(this.albums, userId, query.album);
    const order = orderOf(query, album);
    const search = parseSearch(q ?? '', new Date());
    const asked = { states: state ? [state] : VISIBLE, ...(from && { from }), ...(to && { to }) };
    const ids = await this.idsOf(userId, album, search.albums);
    const cursor = before === undefined ? undefined : decodeCursor(before);
    // One more than asked tells whether there is a next page.
    const wanted = { owner: userId, limit: limit + 1, deleted, ...searchQuery(search, asked) };
    const places: Place[] =
      order === 'hand'
        ? await listByHand(this.images, wanted, ids!, cursor && { id: cursor.id, place: cursor.sortAt.getTime() })
        : (await this.images.list({ ...wanted, order, ...(cursor && { before: cursor }), ...(ids && { ids }) })).map((row) => ({ row }));
    const page = places.slice(0, limit);
    const last = places.length > limit ? page.at(-1) : undefined;
    return {
      items: page.map(({ row }) => imageJson(row, userName)),
      next: last ? encodeCursor(last.place !== undefined ? { id: last.row.id, sortAt: new Date(last.place) } : last.row) : null,
      ...(q !== undefined && { understood: searchInWords(search) }),
    };
  }

  /** The pictures that come into question by the albums that are asked for; undefined: all. */
  private async idsOf(owner: string, album: AlbumRow | undefined, named: readonly string[]): Promise<string[] | undefined> {
    const lists = album ? [album.images] : [];
    const all = named.length > 0 ? await this.albums.list(owner) : [];
    const found = named.map((name) => albumsNamed(all, name));
    return lists.length + found.length > 0 ? inAll([...lists, ...found]) : undefined;
  }
}

function orderOf({ order }: ListQuery, album: AlbumRow | undefined): 'added' | 'taken' | 'hand' {
  if (order === 'hand' && !album) throw new Problem('BAD_REQUEST', 'The query: order=hand is that of an album. Name it by "album".');
  const own = { hand: 'hand', date: 'taken' } as const;
  return order ?? (album ? own[album.order] : 'added');
}
