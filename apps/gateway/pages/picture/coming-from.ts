import type { FastifyRequest } from 'fastify';

/** The list that a picture was opened from: its order decides what lies beside the picture, and it is the way back. */
export interface ComingFrom {
  order: 'added' | 'taken';
  /** Path of the list, behind the user name. */
  list: string;
  label: string;
  /** What the addresses of the pictures beside it carry on. */
  query: string;
}

const LIST: ComingFrom = { order: 'added', list: 'list/20/', label: 'Pictures', query: '' };
const PHOTOS: ComingFrom = { order: 'taken', list: 'photos/', label: 'By date', query: '?in=photos' };

/** `?in=photos` in the address; anything else is the list of the newest. */
export function comingFrom({ url }: Pick<FastifyRequest, 'url'>): ComingFrom {
  return new URLSearchParams(url.split('?')[1]).get('in') === 'photos' ? PHOTOS : LIST;
}
