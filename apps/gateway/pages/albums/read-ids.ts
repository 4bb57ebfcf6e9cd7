import type { FastifyReply, FastifyRequest } from 'fastify';

import { Problem } from '#libs/contract/errors.js';
import { readText } from '#libs/http/json-body.js';
import { mediaTypeOf } from '#libs/http/media-type.js';

/** Pictures that one form can name. */
const MOST = 1_000;

/** A form that names pictures in its field `ids`, which may be repeated and may hold several with commas between. */
export interface PicturesForm {
  ids: string[];
  /** The other fields: the last value of each. */
  fields: Readonly<Record<string, string | undefined>>;
}

/** @throws Problem UNSUPPORTED_TYPE, TOO_LARGE; BAD_REQUEST for no picture, or too many */
export async function readPicturesForm(request: FastifyRequest, reply: FastifyReply): Promise<PicturesForm> {
  if (mediaTypeOf(request.headers) !== 'application/x-www-form-urlencoded')
    throw new Problem('UNSUPPORTED_TYPE', 'Send this form from its page.');
  const form = new URLSearchParams(await readText(request, reply));
  const ids = [...new Set(form.getAll('ids').flatMap((text) => text.split(',').filter(Boolean)))];
  if (ids.length === 0 || ids.length > MOST) throw new Problem('BAD_REQUEST', 'Select 1 to 1,000 pictures.');
  return { ids, fields: Object.fromEntries(form) };
}
