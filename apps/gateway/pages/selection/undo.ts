import type { FastifyRequest } from 'fastify';

import { IMAGE_ID } from '#libs/api/image.js';

import { readCookie, type NewCookie } from '../../security/cookies.js';

const COOKIE = 'shoebox_deleted';
/** Seconds for which pages offer to undo a deletion. */
const MAX_AGE = 10;
/** As many ids as fit into a cookie. A larger deletion can be undone in the trash. */
const MAX_IDS = 100;

/** The cookie that makes the next pages offer to undo the deletion of these images. An empty list ends the offer. */
export function undoCookie(user: { name: string }, ids: readonly string[]): NewCookie {
  const kept = ids.length <= MAX_IDS ? ids : [];
  return { name: COOKIE, value: kept.join('.'), path: `/${user.name}/`, maxAge: kept.length > 0 ? MAX_AGE : 0 };
}

/** The images that were just deleted, for the undo button. */
export function undoable(request: FastifyRequest): string[] {
  const ids = readCookie(request, COOKIE)?.split('.') ?? [];
  return ids.filter((id) => IMAGE_ID.test(id)).slice(0, MAX_IDS);
}

/** Paths of the pages with a selection, without the user name. */
const BACK =
  /^(?:(?:list\/\d{1,3}|photos|trash|albums\/[0-9a-z]{26})\/(?:\?(?:month=[\d-]{7}|before=[\w-]+))?|search\/\?q=[\w.~!*'()%-]+(?:&before=[\w-]+)?)$/;

/** The page to return to after a change of selected pictures: `?back=` when it is a page with a selection, else `fallback`. */
export function pathBack(user: { name: string }, back: unknown, fallback: string): string {
  return `/${user.name}/${typeof back === 'string' && BACK.test(back) ? back : fallback}`;
}
