import type { FastifyRequest } from 'fastify';

import { Problem } from '#libs/contract/errors.js';
import { Neighbours } from '#libs/contract/image.js';

import type { InnerClient } from '../../sessions/inner-client.js';
import type { Caller } from '../../sessions/sessions.js';
import { comingFrom, LIST } from './coming-from.js';
import type { PictureProps } from './picture-props.js';

/** What lies beside a picture in the list that the address names; where there is no such list (any more), in that of the newest. */
export async function lookBeside(
  inner: InnerClient,
  id: string,
  call: { request: FastifyRequest; caller: Caller },
): Promise<Pick<PictureProps, 'from' | 'beside'>> {
  const look = async (from = LIST) => {
    const path = `/api/images/${id}/neighbours?${from.asked}`;
    return { from, beside: await inner.json('media', 'GET', path, { ...call, answer: Neighbours }) };
  };
  try {
    return await look(comingFrom(call.request));
  } catch (problem) {
    // An album that was deleted meanwhile; a search longer than any field takes.
    if (problem instanceof Problem && ['NOT_FOUND', 'BAD_REQUEST'].includes(problem.code)) return look();
    throw problem;
  }
}
