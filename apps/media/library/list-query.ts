import { setImmediate as pause } from 'node:timers/promises';

import { Problem } from '#libs/api/errors.js';
import type { ListQuery } from '#libs/api/image-queries.js';
import { VISIBLE } from '#libs/domain/image/transitions.js';
import { parseSearch, within, type Search } from '#libs/domain/search/search.js';
import type { AlbumHead, AlbumRepository, AlbumRow } from '#libs/ports/album-repository.js';
import type { ImageQuery } from '#libs/ports/image-repository.js';

import { findAlbum } from '../albums/change-album.js';

/** Which images are in a list and in which order, whatever page of it is asked for. */
export interface ResolvedList {
  /** `hand`: that of `ids`. */
  order: 'added' | 'taken' | 'hand';
  /** The query to the repository, without a page. */
  filter: Omit<ImageQuery, 'order' | 'limit' | 'before' | 'after' | 'ids'>;
  /** If albums were named: the list contains only these images. */
  ids?: string[];
  search: Search;
}

type Parameters = Pick<ListQuery, 'album' | 'q' | 'order'> & Partial<Pick<ListQuery, 'from' | 'to' | 'state' | 'deleted'>>;

/** Turns the query parameters of a list into a query to the repository. @throws Problem NOT_FOUND for the album, BAD_REQUEST for the order */
export async function resolveList(albums: AlbumRepository, owner: string, parameters: Parameters): Promise<ResolvedList> {
  const { q = '', from, to, state, deleted = false } = parameters;
  const album = parameters.album === undefined ? undefined : await findAlbum(albums, owner, parameters.album);
  const order = orderOf(parameters, album);
  const search = parseSearch(q, new Date());
  const heads = search.albums.length > 0 ? await albums.heads(owner) : [];
  const named = await Promise.all(search.albums.map((prefix) => imagesOfAlbums(albums, heads, prefix)));
  const lists = [...(album ? [album.images] : []), ...named];
  const states = state ? [state] : VISIBLE;
  const filter = { owner, deleted, ...searchFilter(search, { states, ...(from && { from }), ...(to && { to }) }) };
  return { order, search, filter, ...(lists.length > 0 && { ids: intersection(lists) }) };
}

function orderOf({ order }: Parameters, album: AlbumRow | undefined): ResolvedList['order'] {
  if (order === 'hand' && !album) throw new Problem('BAD_REQUEST', 'The query: order=hand needs an album. Name it with "album".');
  const own = { hand: 'hand', date: 'taken' } as const;
  return order ?? (album ? own[album.order] : 'added');
}

/** The search as a part of the query to the repository; `asked` must hold as well. */
function searchFilter(search: Search, asked: Pick<ImageQuery, 'from' | 'to' | 'states'>) {
  const { beginnings, texts, types, month, failed } = search;
  return {
    beginnings,
    words: texts,
    states: failed ? asked.states.filter((state) => state === 'rejected') : asked.states,
    ...(types && { types }),
    ...(month !== null && { month }),
    ...within([...search.spans, asked]),
  };
}

/**
 * Ids of the images of every album whose name begins with the prefix, whatever its case and accents. Album by album, with a pause after
 * each: there may be a thousand of ten thousand images.
 */
async function imagesOfAlbums(albums: AlbumRepository, heads: readonly AlbumHead[], prefix: string): Promise<string[]> {
  const folded = fold(prefix);
  const named = heads.filter(({ name }) => fold(name).startsWith(folded));
  const ids = new Set<string>();
  for (const { id } of named) {
    for (const imageId of (await albums.find(id))?.images ?? []) ids.add(imageId);
    await pause();
  }
  return [...ids];
}

function fold(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toUpperCase();
}

/** What is in all lists, in the order of the first. */
function intersection([first = [], ...others]: readonly (readonly string[])[]): string[] {
  const sets = others.map((list) => new Set(list));
  return first.filter((id) => sets.every((set) => set.has(id)));
}
