import type { Readable } from 'node:stream';

import { Injectable, Optional } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Problem } from '#libs/api/errors.js';
import type { BytesQuery } from '#libs/api/image.js';
import type { SizeName } from '#libs/domain/variants.js';
import { matchesEtag, rangeOf } from '#libs/http/conditional-request.js';
import { ObjectNotFound } from '#libs/ports/errors.js';
import { ImageRepository } from '#libs/ports/image-repository.js';
import { ObjectStore, type ByteRange } from '#libs/ports/object-store.js';
import { VariantCache } from '#libs/variant-cache/variant-cache.js';

import { findImage, type Where } from '../images/find-image.js';
import { pickSize } from './pick-size.js';
import { cacheHeaders, contentHeaders, IMMUTABLE, REVALIDATE, type BytesResponse } from './response-headers.js';

/** Seconds after which to try again when the store does not have the object. */
const RETRY_AFTER = 2;

/** Sends the bytes of an image: from its row to the stream. */
@Injectable()
export class BytesService {
  constructor(
    private readonly images: ImageRepository,
    private readonly objects: ObjectStore,
    /** Only when a gateway in this process reads from it. */
    @Optional() private readonly variantCache?: VariantCache,
  ) {}

  /** Sends a size of one of the owner's images. @throws Problem NOT_FOUND, NOT_READY, and as `send` */
  async sendOwn(
    request: FastifyRequest,
    reply: FastifyReply,
    { owner, id, where, size, query }: { owner: string; id: string; where: Where; size: SizeName; query: BytesQuery },
  ): Promise<void> {
    // Taken before the row is read, so that a change in between keeps the variant out of the cache. What is in the trash is never cached.
    const ticket = where === 'library' ? this.variantCache?.version() : undefined;
    const row = await findImage(this.images, owner, id, where);
    await this.send(request, reply, { row, picked: pickSize(row, size, query.exact), query }, ticket);
  }

  /**
   * Answers GET and HEAD: preconditions (RFC 9110 section 13), then ranges (section 14), and only then the store.
   * @throws Problem RANGE_NOT_SATISFIABLE, UNAVAILABLE, and what the store throws
   */
  async send(request: FastifyRequest, reply: FastifyReply, response: BytesResponse, cacheTicket?: number): Promise<void> {
    const { key, bytes, etag } = response.picked;
    if (matchesEtag(request.headers['if-none-match'], etag)) {
      return void (await reply.code(304).headers(cacheHeaders(response)).send());
    }
    const headers = { ...cacheHeaders(response), ...contentHeaders(response) };
    if (request.method === 'HEAD') {
      return void (await reply.headers({ ...headers, 'content-length': bytes }).send());
    }
    const range = rangeOf(request.headers, response.picked);
    if (range === 'unsatisfiable') {
      throw new Problem('RANGE_NOT_SATISFIABLE', `The file has ${bytes} bytes; ask for a range within it.`, {
        headers: { 'content-range': `bytes */${bytes}` },
      });
    }
    const stream = await this.open(key, range);
    if (reply.raw.destroyed) return void stream.destroy();
    const body = cacheTicket === undefined || range ? stream : await this.fillVariantCache(stream, response, cacheTicket);
    if (range) reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${bytes}`);
    // Fastify destroys the stream when the client leaves.
    await reply.headers({ ...headers, 'content-length': range ? range.end - range.start + 1 : bytes }).send(body);
  }

  private async open(key: string, range: ByteRange | null): Promise<Readable> {
    try {
      return (await this.objects.get(key, range ?? undefined)).stream;
    } catch (cause) {
      if (!(cause instanceof ObjectNotFound)) throw cause;
      // Deleted or replaced this moment, or lost by the store: the log has the cause.
      throw new Problem('UNAVAILABLE', 'This picture can’t be read right now. Try again in a moment.', { retryAfter: RETRY_AFTER, cause });
    }
  }

  /**
   * Reads the stream into the variant cache and returns the bytes. Returns the stream as it is when the response can't be cached: before
   * an image is ready its bytes may still change, an original has any length, and a download has another header.
   */
  private async fillVariantCache(stream: Readable, response: BytesResponse, ticket: number): Promise<Readable | Buffer> {
    const { row, picked, query } = response;
    const { size, etag, standIn } = picked;
    const cache = this.variantCache!;
    if (size === 'o' || row.state !== 'ready' || standIn || query.download || !cache.accepts(picked.bytes)) return stream;
    // `buffer` of node:stream/consumers goes through a Blob, which costs several times as much.
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const headers = { ...contentHeaders(response), 'content-length': String(body.length) };
    const cacheControl = { generation: String(row.generation), named: IMMUTABLE, unnamed: REVALIDATE };
    cache.put(row.id, size, { owner: row.owner, etag, headers, cacheControl, body }, ticket);
    return body;
  }
}
