import { Readable } from 'node:stream';

import { Injectable, Optional } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Problem } from '#libs/api/errors.js';
import type { BytesQuery } from '#libs/api/image-queries.js';
import type { SizeName, VariantName } from '#libs/domain/variants.js';
import { heldBytes } from '#libs/http/held-bytes.js';
import { isNotModified, rangeOf } from '#libs/http/conditional-request.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';
import { ImageRepository } from '#libs/ports/image-repository.js';
import type { ByteRange } from '#libs/ports/object-store.js';
import { VariantCache } from '#libs/variant-cache/variant-cache.js';

import { findImage, type Where } from '../images/find-image.js';
import { LostVariants } from '../images/lost-variants.js';
import { OriginalReader } from './original-reader.js';
import { pickSize, type PickedSize, type PickOptions } from './pick-size.js';
import { cacheHeaders, contentHeaders, IMMUTABLE, REVALIDATE, type BytesResponse } from './response-headers.js';
import { VariantReader } from './variant-reader.js';

/** Bytes up to which a variant is read at once. Longer ones are streamed, so that many slow clients cost little memory. */
const SMALL = 256 * 2 ** 10;

/** What is asked for, before it is decided which size is sent. */
export type AskedBytes = Omit<BytesResponse, 'picked'> & { size: SizeName };

/** Sends the bytes of an image: from its row to the stream. */
@Injectable()
export class BytesService {
  /** What answers hold in memory; tests replace it. */
  held = heldBytes;

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
    const picked = await this.pick(row, asked.size, { exact: asked.query.exact, ...(asked.shared && { among: asked.shared.sizes }) });
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
    const isKept = !range && cacheTicket !== undefined && this.isAdmitted(response);
    const isRead = this.isReadAtOnce(response, { range, isKept }, reply);
    const body = await this.open(response, range, isRead);
    if (!body) {
      const rest = await this.lost.makeAgain(row, { size: picked.size as VariantName, key: picked.key });
      return this.send(request, reply, { ...asked, row: rest }, cacheTicket);
    }
    if (isKept && isRead) this.keep(body as Buffer, response, cacheTicket);
    if (reply.raw.destroyed) return void (body instanceof Readable && body.destroy());
    if (range) reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${picked.bytes}`);
    // Fastify destroys a stream when the client leaves, and the connection when the stream fails.
    await reply.headers({ ...headers, 'content-length': range ? range.end - range.start + 1 : picked.bytes }).send(body);
  }

  /**
   * The requested size or its stand-in. The original holds camera, place and time, which no variant has: it stands in only when it has
   * nothing of the kind. @throws Problem NOT_READY, and as `OriginalReader.open`
   */
  async pick(row: ImageRow, size: SizeName, options: Omit<PickOptions, 'original'>): Promise<PickedSize> {
    const picked = pickSize(row, size, { ...options, original: true });
    if (!picked.standIn || picked.size !== 'o' || (await this.originals.holdsOnlyPixels(row))) return picked;
    return pickSize(row, size, { ...options, original: false });
  }

  /** Whether the bytes are read as a whole, which the answer then holds until it is over. */
  private isReadAtOnce({ picked }: BytesResponse, { range, isKept }: { range: ByteRange | null; isKept: boolean }, { raw }: FastifyReply) {
    const isSmall = picked.size !== 'o' && !range && (isKept || picked.bytes <= SMALL);
    // One that is over would hold them for ever.
    if (!isSmall || raw.destroyed || !this.held.admits(picked.bytes)) return false;
    this.held.takeFor(raw, picked.bytes);
    return true;
  }

  /** Null: the store lost the variant. */
  private open({ row, picked }: BytesResponse, range: ByteRange | null, isRead: boolean): Promise<Readable | Buffer | null> {
    if (picked.size === 'o') return this.originals.open(row, range);
    return isRead ? this.variants.read(picked) : this.variants.open(picked, range);
  }

  /**
   * Whether the variant cache takes the response. Not before an image is ready, when its bytes may still change, and neither an original,
   * which has any length, nor a download, which has another header.
   */
  private isAdmitted({ row, picked, query }: BytesResponse): boolean {
    const { size, standIn, bytes } = picked;
    return size !== 'o' && row.state === 'ready' && !standIn && !query.download && this.variantCache!.admits(row.id, size, bytes);
  }

  private keep(body: Buffer, response: BytesResponse, ticket: number): void {
    const { row, picked } = response;
    const { etag, lastModified } = picked;
    const headers = { ...contentHeaders(response), 'content-length': String(body.length) };
    const cacheControl = { generation: String(row.generation), named: IMMUTABLE, unnamed: REVALIDATE };
    this.variantCache!.put(
      row.id,
      picked.size as VariantName,
      { owner: row.owner, etag, lastModified, headers, cacheControl, body },
      ticket,
    );
  }
}
