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
  return validate(schema, Object.fromEntries(await readFields(request, reply)), 'The form');
}

/** The fields of a form without files as they were sent. @throws Problem UNSUPPORTED_TYPE, TOO_LARGE */
export async function readFields(request: FastifyRequest, reply: FastifyReply): Promise<URLSearchParams> {
  if (mediaTypeOf(request.headers) !== 'application/x-www-form-urlencoded')
    throw new Problem('UNSUPPORTED_TYPE', 'Send this form from its page.');
  return new URLSearchParams(await readText(request, reply));
}
