import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';

import { Problem } from '#libs/api/errors.js';

import { bodyTooSlow, requestBody } from './body.js';
import { mediaTypeOf } from './media-type.js';
import { validate } from './validate.js';

export interface TextLimits {
  maxBytes?: number;
  /** Milliseconds in which the whole body must arrive. */
  maxMs?: number;
}

const MAX_JSON_BYTES = 128 * 1024;
const MAX_MS = 15_000;
/** For routes that anybody may call. Enough for a password of 1,000 characters, percent-encoded. */
export const WITHOUT_LOG_IN: TextLimits = { maxBytes: 16 * 1024 };

/**
 * The JSON body of a request, validated by the schema. Bodies are streams in every service, as an upload may have any Content-Type, also
 * JSON; so a route that takes JSON uses this decorator. It runs after the guards, so no body of an unknown caller is parsed.
 */
export const JsonBody = (schema: z.ZodType, limits?: TextLimits) => BodyCheckedBy({ checkedBy: schema, limits });

/** The schema is passed in an object: Nest takes a bare schema for a pipe, because it has a method `transform`. */
const BodyCheckedBy = createParamDecorator(
  ({ checkedBy, limits }: { checkedBy: z.ZodType; limits: TextLimits | undefined }, context: ExecutionContext) => {
    const http = context.switchToHttp();
    return readJson(http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>(), checkedBy, limits);
  },
);

/** @throws Problem UNSUPPORTED_TYPE, TOO_LARGE, BAD_REQUEST, REQUEST_TIMEOUT */
export async function readJson<T extends z.ZodType>(
  request: FastifyRequest,
  reply: FastifyReply,
  schema: T,
  limits?: TextLimits,
): Promise<z.output<T>> {
  if (mediaTypeOf(request.headers) !== 'application/json')
    throw new Problem('UNSUPPORTED_TYPE', 'Send the body as JSON, with Content-Type: application/json.');
  const text = await readText(request, reply, limits);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Problem('BAD_REQUEST', 'The body is not valid JSON.');
  }
  return validate(schema, value, 'The body');
}

/** Reads the body as text. @throws Problem TOO_LARGE, REQUEST_TIMEOUT */
export async function readText(
  request: FastifyRequest,
  reply: FastifyReply,
  { maxBytes = MAX_JSON_BYTES, maxMs = MAX_MS }: TextLimits = {},
): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  const body = requestBody(request.raw, reply.raw);
  const timer = setTimeout(() => body.destroy(bodyTooSlow()), maxMs);
  try {
    for await (const chunk of body) {
      size += (chunk as Buffer).length;
      if (size > maxBytes) throw new Problem('TOO_LARGE', `The body has a limit of ${maxBytes} bytes.`);
      chunks.push(chunk as Buffer);
    }
  } finally {
    clearTimeout(timer);
  }
  return Buffer.concat(chunks).toString('utf8');
}
