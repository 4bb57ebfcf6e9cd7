import type { FastifyReply, FastifyRequest } from 'fastify';

import { Problem } from '#libs/contract/errors.js';
import { matchesEtag, rangeOf } from '#libs/http/conditional-request.js';
import { type ByteRange, type ObjectStore, type StoredObject } from '#libs/ports/object-store.js';

import { cacheHeaders, contentHeaders, type Answer } from './answer-headers.js';
import { fillVariantCache, type Keep } from './fill-variant-cache.js';
import { ObjectNotFound } from '#libs/ports/errors.js';

/** Answers GET and HEAD with the bytes: conditional (RFC 9110 section 13), in ranges (section 14), and only then from the store. */
export async function sendBytes(
  request: FastifyRequest,
  reply: FastifyReply,
  objects: ObjectStore,
  { keep, ...answer }: Answer & { keep?: Keep | undefined },
): Promise<void> {
  const { picked } = answer;
  if (matchesEtag(request.headers['if-none-match'], picked.etag)) {
    await reply.code(304).headers(cacheHeaders(answer)).send();
    return;
  }
  if (request.method === 'HEAD') {
    await reply.headers({ ...cacheHeaders(answer), ...contentHeaders(answer), 'content-length': picked.bytes }).send();
    return;
  }
  const range = rangeOf(request.headers, picked);
  if (range === 'unsatisfiable') {
    throw new Problem('RANGE_NOT_SATISFIABLE', `The file has ${picked.bytes} bytes; ask for a part of it.`, {
      headers: { 'content-range': `bytes */${picked.bytes}` },
    });
  }
  const { stream } = await open(objects, picked.key, range);
  if (reply.raw.destroyed) return void stream.destroy();
  const body = keep && !range ? await fillVariantCache(stream, answer, keep) : stream;
  reply.headers({ ...cacheHeaders(answer), ...contentHeaders(answer) });
  if (range) reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${picked.bytes}`);
  // Fastify destroys the stream when the client leaves.
  await reply.header('content-length', range ? range.end - range.start + 1 : picked.bytes).send(body);
}

async function open(objects: ObjectStore, key: string, range: ByteRange | null): Promise<StoredObject> {
  try {
    return await objects.get(key, range ?? undefined);
  } catch (cause) {
    if (!(cause instanceof ObjectNotFound)) throw cause;
    // It was purged or replaced this very moment, or the store lost it: the log tells.
    throw new Problem('UNAVAILABLE', 'The bytes of this picture can’t be read right now. Try again in a moment.', { retryAfter: 2, cause });
  }
}
