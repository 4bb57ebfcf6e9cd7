import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';

import { Problem } from '#libs/contract/errors.js';
import { readText } from '#libs/http/json-body.js';
import { mediaTypeOf } from '#libs/http/media-type.js';
import { validate } from '#libs/http/validate.js';

/**
 * The fields of a form without files, checked by the schema; a name that is there twice counts once, with its last value.
 * @throws Problem UNSUPPORTED_TYPE, TOO_LARGE, BAD_REQUEST
 */
export async function readForm<T extends z.ZodType>(request: FastifyRequest, reply: FastifyReply, schema: T): Promise<z.output<T>> {
  if (mediaTypeOf(request.headers) !== 'application/x-www-form-urlencoded')
    throw new Problem('UNSUPPORTED_TYPE', 'Send this form from its page.');
  const fields = new URLSearchParams(await readText(request, reply));
  return validate(schema, Object.fromEntries(fields), 'The form');
}
