import { Problem } from '#libs/contract/errors.js';
import type { ListQuery } from '#libs/contract/image.js';
import { parseSearch, type Search } from '#libs/domain/search/search.js';
import { VISIBLE } from '#libs/domain/image/transitions.js';
import type { AlbumRepository, AlbumRow } from '#libs/ports/album-repository.js';
import type { ImageQuery } from '#libs/ports/image-repository.js';

import { findAlbum } from '../albums/change-album.js';
import { albumsNamed, inAll } from './album-query.js';
import { searchQuery } from './search-query.js';

/** A list of pictures as somebody asked for it: which are in it and in which order, whatever page of it is looked at. */
export interface AskedList {
  /** `hand`: that of `ids`. */
  order: 'added' | 'taken' | 'hand';
  /** What the repository is asked for, besides a place and how many. */
  wanted: Omit<ImageQuery, 'order' | 'limit' | 'before' | 'after' | 'ids'>;
  /** Only pictures among these come into question: those of the albums that were named. */
  ids?: string[];
  search: Search;
}

type Asked = Pick<ListQuery, 'album' | 'q' | 'order'> & Partial<Pick<ListQuery, 'from' | 'to' | 'state' | 'deleted'>>;

/** @throws Problem NOT_FOUND when there is no such album, BAD_REQUEST for an order that the list does not have */
export async function askedList(albums: AlbumRepository, owner: string, asked: Asked): Promise<AskedList> {
  const { q = '', from, to, state, deleted = false } = asked;
  const album = asked.album === undefined ? undefined : await findAlbum(albums, owner, asked.album);
  const order = orderOf(asked, album);
  const search = parseSearch(q, new Date());
  const besides = { states: state ? [state] : VISIBLE, ...(from && { from }), ...(to && { to }) };
  const all = search.albums.length > 0 ? await albums.list(owner) : [];
  const lists = [...(album ? [album.images] : []), ...search.albums.map((name) => albumsNamed(all, name))];
  return { order, search, wanted: { owner, deleted, ...searchQuery(search, besides) }, ...(lists.length > 0 && { ids: inAll(lists) }) };
}

function orderOf({ order }: Asked, album: AlbumRow | undefined): AskedList['order'] {
  if (order === 'hand' && !album) throw new Problem('BAD_REQUEST', 'The query: order=hand is that of an album. Name it by "album".');
  const own = { hand: 'hand', date: 'taken' } as const;
  return order ?? (album ? own[album.order] : 'added');
}
