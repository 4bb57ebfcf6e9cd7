import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';

import { Problem } from '#libs/api/errors.js';
import { readText, type TextLimits } from '#libs/http/json-body.js';
import { mediaTypeOf } from '#libs/http/media-type.js';
import { validate } from '#libs/http/validate.js';

/** The most images that one form can name. */
const MAX_IDS = 1_000;

/** The fields of a form without files, validated. Of a repeated field the last value counts. Runs after the guards. */
export const Form = (schema: z.ZodType, limits?: TextLimits) => ValidForm({ checkedBy: schema, limits });

/** The schema is in an object under a name of our own: Nest takes a bare one for a pipe, and `{ schema }` for an option of its own. */
const ValidForm = createParamDecorator(
  async ({ checkedBy, limits }: { checkedBy: z.ZodType; limits: TextLimits | undefined }, context: ExecutionContext) =>
    validate(checkedBy, Object.fromEntries(await readFields(context, limits)), 'The form'),
);

/** The fields of a form without files as they were sent. */
export const FormFields = createParamDecorator((_: unknown, context: ExecutionContext) => readFields(context));

/** A form that names images in its field `ids`. */
export interface ImagesForm {
  ids: string[];
  /** The other fields: the last value of each. */
  fields: Readonly<Record<string, string | undefined>>;
}

/** The ImagesForm of the request. @throws Problem BAD_REQUEST without an id, or with more than 1,000 */
export const SelectedImages = createParamDecorator(async (_: unknown, context: ExecutionContext): Promise<ImagesForm> => {
  const fields = await readFields(context);
  const ids = [...new Set(idsIn(fields))];
  if (ids.length === 0 || ids.length > MAX_IDS) throw new Problem('BAD_REQUEST', 'Select 1 to 1,000 pictures.');
  return { ids, fields: Object.fromEntries(fields) };
});

/** The values of `ids`: checkboxes repeat the field, and one value may hold several ids, separated by commas. */
export function idsIn(fields: URLSearchParams): string[] {
  const ids = fields.getAll('ids').flatMap((text) => text.split(','));
  return ids.map((id) => id.trim()).filter(Boolean);
}

/** @throws Problem UNSUPPORTED_TYPE, TOO_LARGE, REQUEST_TIMEOUT */
async function readFields(context: ExecutionContext, limits?: TextLimits): Promise<URLSearchParams> {
  const http = context.switchToHttp();
  const request = http.getRequest<FastifyRequest>();
  if (mediaTypeOf(request.headers) !== 'application/x-www-form-urlencoded')
    throw new Problem('UNSUPPORTED_TYPE', 'Send this form from its page.');
  return new URLSearchParams(await readText(request, http.getResponse<FastifyReply>(), limits));
}
