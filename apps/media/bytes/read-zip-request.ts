import type { FastifyReply, FastifyRequest } from 'fastify';

import { Problem } from '#libs/contract/errors.js';
import { ZipRequest } from '#libs/contract/image.js';
import { readJson, readText } from '#libs/http/json-body.js';
import { mediaTypeOf } from '#libs/http/media-type.js';
import { validate } from '#libs/http/validate.js';

/** Bytes; room for 10,000 ids in either form. */
const MAX_BYTES = 2 ** 20;

/** What to pack, from JSON or from the plain form of a page. @throws Problem UNSUPPORTED_TYPE, TOO_LARGE, BAD_REQUEST */
export async function readZipRequest(request: FastifyRequest, reply: FastifyReply): Promise<ZipRequest> {
  const type = mediaTypeOf(request.headers);
  if (type === 'application/json') return readJson(request, reply, ZipRequest, MAX_BYTES);
  if (type !== 'application/x-www-form-urlencoded') {
    throw new Problem('UNSUPPORTED_TYPE', 'Send "ids" and "size" as JSON or as a form: application/x-www-form-urlencoded.');
  }
  return validate(ZipRequest, fields(new URLSearchParams(await readText(request, reply, MAX_BYTES))), 'The form');
}

/** `ids` may be repeated, and each may hold several with commas between. */
function fields(form: URLSearchParams): Record<string, unknown> {
  const given: Record<string, unknown> = Object.fromEntries(form);
  if (form.getAll('size').length > 1) throw new Problem('BAD_REQUEST', 'The form: size is there more than once. Choose one.');
  const ids = form.getAll('ids').flatMap((text) => text.split(',').map((id) => id.trim()));
  return { ...given, ids: ids.filter(Boolean) };
}
