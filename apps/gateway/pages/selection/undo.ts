import type { FastifyReply, FastifyRequest } from 'fastify';

import { IMAGE_ID } from '#libs/contract/image.js';

import { cookie } from '../../security/credentials.js';

/** Seconds for which people are offered to undo a deletion. */
const OFFERED = 10;
/** What fits into a cookie. More can be found in the trash all the same. */
const MOST = 100;
const NAME = 'shoebox_deleted';

/** Has the next pages offer to undo the deletion of these pictures, for ten seconds. None: the offer ends. */
export function offerUndo(reply: FastifyReply, user: { name: string }, ids: readonly string[]): void {
  const kept = ids.length <= MOST ? ids : [];
  const age = kept.length > 0 ? OFFERED : 0;
  void reply.header('set-cookie', `${NAME}=${kept.join('.')}; Path=/${user.name}/; Max-Age=${age}; HttpOnly; SameSite=Lax`);
}

/** What was deleted just now and can be taken back with one press. */
export function undoable({ headers }: Pick<FastifyRequest, 'headers'>): string[] {
  const ids = cookie(headers, NAME)?.split('.') ?? [];
  return ids.filter((id) => IMAGE_ID.test(id)).slice(0, MOST);
}
