import type { Readable } from 'node:stream';

import type { VariantCache } from '#libs/variant-cache/variant-cache.js';

import { contentHeaders, LASTING, PASSING, type Answer } from './answer-headers.js';

/** Where to keep what is sent, with the ticket that was taken before the row was read. */
export interface Keep {
  hot: VariantCache;
  ticket: number;
}

/**
 * The bytes of the stream, kept for the next who asks; or the stream as it is, when the answer is none to keep: while a picture is being
 * made what is sent for a size may still change, an original may have any length, and a download has another name.
 */
export async function fillVariantCache(stream: Readable, answer: Answer, { hot, ticket }: Keep): Promise<Readable | Buffer> {
  const { row, picked, query } = answer;
  const { size, etag } = picked;
  if (size === 'o' || row.state !== 'ready' || picked.standIn || query.download || !hot.accepts(picked.bytes)) return stream;
  // `buffer` of node:stream/consumers goes by way of a Blob, which costs several times as much.
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const headers = { ...contentHeaders(answer), 'content-length': String(body.length) };
  const cacheControl = { generation: String(row.generation), named: LASTING, unnamed: PASSING };
  hot.put(row.id, size, { owner: row.owner, etag, headers, cacheControl, body }, ticket);
  return body;
}
