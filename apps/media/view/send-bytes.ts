import type { FastifyReply, FastifyRequest } from 'fastify';

import { Problem } from '#libs/contract/errors.js';
import type { BytesQuery } from '#libs/contract/image.js';
import { matches, rangeOf } from '#libs/http/conditional.js';
import type { ImageRow } from '#libs/ports/image-repository.js';
import { ObjectNotFound, type ByteRange, type ObjectStore, type StoredObject } from '#libs/ports/object-store.js';

import { contentDisposition } from './content-disposition.js';
import { fileName } from './file-name.js';
import type { PickedSize } from './pick-size.js';

/**
 * Whatever these bytes are, a browser that opens them by themselves runs nothing of them and shows them to no other site. Inline style is
 * what browsers centre a bare picture with; it can load nothing.
 */
const SANDBOX = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  'cross-origin-resource-policy': 'same-origin',
} as const;

export interface Answer {
  row: ImageRow;
  picked: PickedSize;
  query: BytesQuery;
}

/** Answers GET and HEAD with the bytes: conditional (RFC 9110 section 13), in ranges (section 14), and only then from the store. */
export async function sendBytes(request: FastifyRequest, reply: FastifyReply, objects: ObjectStore, answer: Answer): Promise<void> {
  const { picked } = answer;
  if (matches(request.headers['if-none-match'], picked.etag)) {
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
  reply.headers({ ...cacheHeaders(answer), ...contentHeaders(answer) });
  if (range) reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${picked.bytes}`);
  // Fastify destroys the stream when the client leaves.
  await reply.header('content-length', range ? range.end - range.start + 1 : picked.bytes).send(stream);
}

function cacheHeaders({ row, picked, query }: Answer): Record<string, string> {
  if (picked.standIn) return { etag: picked.etag, 'cache-control': 'no-store', 'x-served-size': picked.size };
  const lasting = query.v === String(row.generation) && row.deletedAt === null;
  return { etag: picked.etag, 'cache-control': lasting ? 'private, max-age=31536000, immutable' : 'private, no-cache' };
}

function contentHeaders({ row, picked, query }: Answer): Record<string, string> {
  return {
    ...SANDBOX,
    'content-type': picked.type,
    'content-disposition': contentDisposition(query.download ? 'attachment' : 'inline', fileName(row.name, picked)),
    'accept-ranges': 'bytes',
  };
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
