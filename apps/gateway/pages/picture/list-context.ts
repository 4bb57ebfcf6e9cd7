import type { FastifyRequest } from 'fastify';

import { IMAGE_ID } from '#libs/api/image.js';

/** The list that a picture was opened from. It decides which pictures come before and after, and where “back” leads. */
export interface ListContext {
  /** The query of this list for media. */
  asked: string;
  /** Path of the list, without the user name. */
  list: string;
  label: string;
  /** Query of the links to its pictures. */
  query: string;
  /** Labels of the links to the picture before and after. */
  beside: readonly [before: string, after: string];
}

const BY_TIME = ['Newer', 'Older'] as const;

/** All pictures, newest uploads first. */
export const NEWEST: ListContext = { asked: 'order=added', list: 'list/20/', label: 'Pictures', query: '', beside: BY_TIME };
/** All pictures by the date they were taken. */
export const PHOTOS: ListContext = { asked: 'order=taken', list: 'photos/', label: 'By date', query: '?in=photos', beside: BY_TIME };

/** In the album's own order. */
export function fromAlbum(id: string): ListContext {
  return { asked: `album=${id}`, list: `albums/${id}/`, label: 'Album', query: `?album=${id}`, beside: ['Previous', 'Next'] };
}

/** @param q the text of the search */
export function fromSearch(q: string): ListContext {
  const query = `q=${encodeURIComponent(q)}`;
  return { asked: `order=taken&${query}`, list: `search/?${query}`, label: 'Search', query: `?${query}`, beside: BY_TIME };
}

/** The list that the address names: `?album=…`, `?q=…` or `?in=photos`; otherwise NEWEST. */
export function listContext({ url }: Pick<FastifyRequest, 'url'>): ListContext {
  const query = new URLSearchParams(url.split('?')[1]);
  const [album, q] = [query.get('album') ?? '', query.get('q')?.trim()];
  if (IMAGE_ID.test(album)) return fromAlbum(album);
  if (q) return fromSearch(q);
  return query.get('in') === 'photos' ? PHOTOS : NEWEST;
}
