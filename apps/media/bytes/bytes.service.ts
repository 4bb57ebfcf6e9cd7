import type { Readable } from 'node:stream';

import { Injectable, Optional } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Problem } from '#libs/api/errors.js';
import type { BytesQuery } from '#libs/api/image.js';
import type { SizeName, VariantName } from '#libs/domain/variants.js';
import { isNotModified, rangeOf } from '#libs/http/conditional-request.js';
import { StoreUnavailable } from '#libs/ports/errors.js';
import { ImageRepository } from '#libs/ports/image-repository.js';
import { VariantCache } from '#libs/variant-cache/variant-cache.js';

import { findImage, type Where } from '../images/find-image.js';
import { LostVariants } from '../images/lost-variants.js';
import { OriginalReader } from './original-reader.js';
import { pickSize } from './pick-size.js';
import { cacheHeaders, contentHeaders, IMMUTABLE, REVALIDATE, type BytesResponse } from './response-headers.js';
import { VariantReader } from './variant-reader.js';

/** What is asked for, before it is decided which size is sent. */
export type AskedBytes = Omit<BytesResponse, 'picked'> & { size: SizeName };

/** Sends the bytes of an image: from its row to the stream. */
@Injectable()
export class BytesService {
  constructor(
    private readonly images: ImageRepository,
    private readonly originals: OriginalReader,
    private readonly variants: VariantReader,
    private readonly lost: LostVariants,
    /** Only when a gateway in this process reads from it. */
    @Optional() private readonly variantCache?: VariantCache,
  ) {}

  /** Sends a size of one of the owner's images. @throws Problem NOT_FOUND, and as `send` */
  async sendOwn(
    request: FastifyRequest,
    reply: FastifyReply,
    { owner, id, where, size, query }: { owner: string; id: string; where: Where; size: SizeName; query: BytesQuery },
  ): Promise<void> {
    // Taken before the row is read, so that a change in between keeps the variant out of the cache. What is in the trash is never cached.
    const ticket = where === 'library' ? this.variantCache?.version() : undefined;
    const row = await findImage(this.images, owner, id, where);
    await this.send(request, reply, { row, size, query }, ticket);
  }

  /**
   * Answers GET and HEAD: preconditions (RFC 9110 section 13), then ranges (section 14), and only then the store. A variant that the store
   * lost is made again, and answered like one that is not ready yet.
   * @throws Problem NOT_READY, RANGE_NOT_SATISFIABLE, CORRUPT, UNAVAILABLE, and what the store throws
   */
  async send(request: FastifyRequest, reply: FastifyReply, asked: AskedBytes, cacheTicket?: number): Promise<void> {
    const { row } = asked;
    const picked = pickSize(row, asked.size, { exact: asked.query.exact, ...(asked.shared && { among: asked.shared.sizes }) });
    // Another image may be the first tomorrow, and an older one.
    if (asked.shared?.first) picked.lastModified = null;
    const response = { ...asked, picked };
    if (isNotModified(request.headers, picked)) {
      return void (await reply.code(304).headers(cacheHeaders(response)).send());
    }
    const headers = { ...cacheHeaders(response), ...contentHeaders(response) };
    if (request.method === 'HEAD') {
      if (picked.size === 'o') await this.originals.check(row);
      return void (await reply.headers({ ...headers, 'content-length': picked.bytes }).send());
    }
    const range = rangeOf(request.headers, picked);
    if (range === 'unsatisfiable') {
      throw new Problem('RANGE_NOT_SATISFIABLE', `The file has ${picked.bytes} bytes; ask for a range within it.`, {
        headers: { 'content-range': `bytes */${picked.bytes}` },
      });
    }
    const stream = picked.size === 'o' ? await this.originals.open(row, range) : await this.variants.open(picked, range);
    if (!stream) {
      const rest = await this.lost.makeAgain(row, { size: picked.size as VariantName, key: picked.key });
      return this.send(request, reply, { ...asked, row: rest }, cacheTicket);
    }
    if (reply.raw.destroyed) return void stream.destroy();
    const body = cacheTicket === undefined || range ? stream : await this.fillVariantCache(stream, response, cacheTicket);
    if (range) reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${picked.bytes}`);
    // Fastify destroys the stream when the client leaves, and the connection when the stream fails.
    await reply.headers({ ...headers, 'content-length': range ? range.end - range.start + 1 : picked.bytes }).send(body);
  }

  /**
   * Reads the stream into the variant cache and returns the bytes. Returns the stream as it is when the response can't be cached: before
   * an image is ready its bytes may still change, an original has any length, and a download has another header.
   */
  private async fillVariantCache(stream: Readable, response: BytesResponse, ticket: number): Promise<Readable | Buffer> {
    const { row, picked, query } = response;
    const { size, etag, lastModified, standIn } = picked;
    const cache = this.variantCache!;
    if (size === 'o' || row.state !== 'ready' || standIn || query.download || !cache.accepts(picked.bytes)) return stream;
    // `buffer` of node:stream/consumers goes through a Blob, which costs several times as much.
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    if (body.length !== picked.bytes) throw new StoreUnavailable('A variant ended before its last byte.');
    const headers = { ...contentHeaders(response), 'content-length': String(body.length) };
    const cacheControl = { generation: String(row.generation), named: IMMUTABLE, unnamed: REVALIDATE };
    cache.put(row.id, size, { owner: row.owner, etag, lastModified, headers, cacheControl, body }, ticket);
    return body;
  }
}
