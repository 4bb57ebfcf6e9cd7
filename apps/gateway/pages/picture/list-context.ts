import type { FastifyRequest } from 'fastify';

import { IMAGE_ID, type Image } from '#libs/api/image.js';

import { anchorOf } from '../components/parts.js';

/** The list that a picture was opened from. It decides which pictures come before and after, and where “back” leads. */
export interface ListContext {
  /** The query of this list for media. */
  asked: string;
  /** Path of the list and of its page, without the user name. */
  list: string;
  label: string;
  /** Query of the links to its pictures. */
  query: string;
  /** Labels of the links to the picture before and after. */
  beside: readonly [before: string, after: string];
}

const BY_TIME = ['Newer', 'Older'] as const;

/** As many as the first page after the log-in shows. */
const FIRST = 5;

/** All pictures, newest uploads first, as many as the address of the list says. */
export function fromList(n: number): ListContext {
  return { asked: 'order=added', list: `list/${n}/`, label: 'Pictures', query: n === FIRST ? '' : `?n=${n}`, beside: BY_TIME };
}

/** Where a picture belongs whose address names no list. */
export const NEWEST: ListContext = fromList(FIRST);

/** All pictures by the date they were taken. @param before cursor of the page */
export function fromPhotos(before?: string): ListContext {
  const page = pageOf(before);
  const list = page ? `photos/?${page}` : 'photos/';
  return { asked: 'order=taken', list, label: 'By date', query: `?${joined('in=photos', page)}`, beside: BY_TIME };
}

/** In the album's own order. @param before cursor of the page */
export function fromAlbum(id: string, before?: string): ListContext {
  const page = pageOf(before);
  const list = `albums/${id}/${page && `?${page}`}`;
  return { asked: `album=${id}`, list, label: 'Album', query: `?${joined(`album=${id}`, page)}`, beside: ['Previous', 'Next'] };
}

/** @param q the text of the search @param before cursor of the page */
export function fromSearch(q: string, before?: string): ListContext {
  const text = `q=${encodeURIComponent(q)}`;
  const query = `?${joined(text, pageOf(before))}`;
  return { asked: `order=taken&${text}`, list: `search/${query}`, label: 'Search', query, beside: BY_TIME };
}

/** The list that the address names: `?album=…`, `?q=…`, `?in=photos` or `?n=…`; otherwise NEWEST. */
export function listContext({ url }: Pick<FastifyRequest, 'url'>): ListContext {
  const query = new URLSearchParams(url.split('?')[1]);
  const [album, q, n] = [query.get('album') ?? '', query.get('q')?.trim(), query.get('n') ?? ''];
  const before = query.get('before') ?? undefined;
  if (IMAGE_ID.test(album)) return fromAlbum(album, before);
  if (q) return fromSearch(q, before);
  if (query.get('in') === 'photos') return fromPhotos(before);
  return /^[1-9]\d{0,2}$/.test(n) ? fromList(Number(n)) : NEWEST;
}

/** The way back to the place of a picture in its list, without the user name. */
export function placeIn({ list }: ListContext, image: Pick<Image, 'id' | 'sortAt'>): string {
  const month = list === 'photos/' ? `?month=${image.sortAt.slice(0, 7)}` : '';
  return `${list}${month}#${anchorOf(image)}`;
}

/** Of a text that is too long for a cursor nothing is left: the address would only grow. */
function pageOf(before: string | undefined): string {
  return before && before.length <= 200 ? `before=${encodeURIComponent(before)}` : '';
}

function joined(...parts: readonly string[]): string {
  return parts.filter(Boolean).join('&');
}
