import type { FastifyRequest } from 'fastify';

import { IMAGE_ID } from '#libs/contract/image.js';

/** The list that a picture was opened from: it decides what lies beside the picture, and it is the way back. */
export interface ComingFrom {
  /** The query by which media is asked for this list. */
  asked: string;
  /** Path of the list, behind the user name. */
  list: string;
  label: string;
  /** What the addresses of its pictures carry on. */
  query: string;
  /** What lies ahead of a picture and behind it. */
  beside: readonly [ahead: string, behind: string];
}

const BY_TIME = ['Newer', 'Older'] as const;

/** The newest, as they were added. */
export const LIST: ComingFrom = { asked: 'order=added', list: 'list/20/', label: 'Pictures', query: '', beside: BY_TIME };
/** All by the day they were taken. */
export const PHOTOS: ComingFrom = { asked: 'order=taken', list: 'photos/', label: 'By date', query: '?in=photos', beside: BY_TIME };

/** In the album's own order. */
export function fromAlbum(id: string): ComingFrom {
  return { asked: `album=${id}`, list: `albums/${id}/`, label: 'Album', query: `?album=${id}`, beside: ['Previous', 'Next'] };
}

/** @param q as it was typed */
export function fromSearch(q: string): ComingFrom {
  const query = `q=${encodeURIComponent(q)}`;
  return { asked: `order=taken&${query}`, list: `search/?${query}`, label: 'Search', query: `?${query}`, beside: BY_TIME };
}

/** As the address says: `?album=…`, `?q=…` or `?in=photos`; anything else is the list of the newest. */
export function comingFrom({ url }: Pick<FastifyRequest, 'url'>): ComingFrom {
  const query = new URLSearchParams(url.split('?')[1]);
  const [album, q] = [query.get('album') ?? '', query.get('q')?.trim()];
  if (IMAGE_ID.test(album)) return fromAlbum(album);
  if (q) return fromSearch(q);
  return query.get('in') === 'photos' ? PHOTOS : LIST;
}
