import type { FastifyReply, FastifyRequest } from 'fastify';

import type { Unlocked } from '#libs/contract/share.js';

import { cookie } from '../../security/credentials.js';

const NAME = 'shoebox_share';
/** Longer is none. */
const MAX_PROOF = 100;

/** What a visitor shows of a link's password, as media is to be told. */
export function passHeaders({ headers }: FastifyRequest): Record<string, string> {
  const proof = cookie(headers, NAME);
  return proof && proof.length <= MAX_PROOF ? { 'x-share-proof': proof } : {};
}

/** Has the browser show it from now on, to this link alone. */
export function givePass(reply: FastifyReply, token: string, { proof, seconds }: Unlocked, byHttps: boolean): void {
  const secure = byHttps ? '; Secure' : '';
  void reply.header('set-cookie', `${NAME}=${proof}; Path=/p/${token}; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`);
}
