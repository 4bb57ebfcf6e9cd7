import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Problem } from '#libs/api/errors.js';
import type { TransformQuery } from '#libs/api/transform.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';
import { extensionOf } from '#libs/domain/image-types.js';
import { canonicalAddress, type ImageAddress, parseAddress } from '#libs/domain/transform/address.js';
import { layout } from '#libs/domain/transform/layout.js';
import { BadTransform } from '#libs/domain/transform/modifiers.js';
import type { Result } from '#libs/domain/transform/results.js';
import { canonicalModifiers, parseTransform } from '#libs/domain/transform/transform.js';
import { isNotModified, rangeOf } from '#libs/http/conditional-request.js';
import { ImageRepository } from '#libs/ports/image-repository.js';
import { ObjectStore } from '#libs/ports/object-store.js';

import { contentDisposition } from '../bytes/content-disposition.js';
import { IMMUTABLE, REVALIDATE, SANDBOX } from '../bytes/response-headers.js';
import { findImage } from '../images/find-image.js';
import { preferredFormat } from './preferred-format.js';
import { TransformResults } from './transform-results.js';

/** For how long a client may remember where the canonical form is. */
const REDIRECT = 'private, max-age=86400';

interface Asked {
  owner: string;
  /** The address of the client. */
  client: string;
  /** The last segment of the path, decoded. */
  address: string;
  query: TransformQuery;
}

/** Sends an image as its address says: from the address to the stream. */
@Injectable()
export class TransformsService {
  constructor(
    private readonly images: ImageRepository,
    private readonly objects: ObjectStore,
    private readonly results: TransformResults,
  ) {}

  /**
   * Answers GET and HEAD of one of the owner's images. Others redirect to the canonical form.
   * @throws Problem BAD_TRANSFORM, NOT_FOUND, NOT_READY for a rejected image, and as TransformResults.find
   */
  async sendOwn(request: FastifyRequest, reply: FastifyReply, { owner, client, address, query }: Asked): Promise<void> {
    const asked = understood(() => parseAddress(address));
    const row = await findImage(this.images, owner, asked.id, 'library');
    const [path = '', search] = request.url.split('?', 2);
    const right = `/i/${canonicalAddress(asked)}`;
    if (path !== right) {
      const location = search === undefined ? right : `${right}?${search}`;
      return void (await reply.code(301).headers({ location, 'cache-control': REDIRECT }).send());
    }
    if (row.state === 'rejected') throw new Problem('NOT_READY', 'This picture could not be decoded. The original is available at size o.');
    const result = await this.results.find(row, { ...wanted(request, row, asked), client }, () => reply.raw.destroyed);
    // It may have been deleted while its result was awaited.
    const current = await findImage(this.images, owner, asked.id, 'library');
    await this.send(request, reply, { row: current, result, query, isNegotiated: asked.transform.format === 'auto' });
  }

  /** Preconditions (RFC 9110 section 13), then ranges (section 14), and only then the store. */
  private async send(
    request: FastifyRequest,
    reply: FastifyReply,
    { row, result, query, isNegotiated }: { row: ImageRow; result: Result; query: TransformQuery; isNegotiated: boolean },
  ): Promise<void> {
    const { bytes, type } = result;
    const validators = { etag: `"${result.digest}"`, lastModified: null };
    const always = {
      etag: validators.etag,
      'cache-control': query.v === String(row.generation) ? IMMUTABLE : REVALIDATE,
      ...(isNegotiated && { vary: 'Accept' }),
    };
    if (isNotModified(request.headers, validators)) return void (await reply.code(304).headers(always).send());
    const disposition = contentDisposition(query.download ? 'attachment' : 'inline', fileName(row.name, type));
    const headers = { ...always, ...SANDBOX, 'content-type': type, 'content-disposition': disposition, 'accept-ranges': 'bytes' };
    if (request.method === 'HEAD') return void (await reply.headers({ ...headers, 'content-length': bytes }).send());
    const range = rangeOf(request.headers, { ...validators, bytes });
    if (range === 'unsatisfiable') {
      throw new Problem('RANGE_NOT_SATISFIABLE', `The file has ${bytes} bytes; ask for a range within it.`, {
        headers: { 'content-range': `bytes */${bytes}` },
      });
    }
    const { stream } = await this.objects.get(result.key, range ?? undefined);
    if (reply.raw.destroyed) return void stream.destroy();
    if (range) reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${bytes}`);
    // Fastify destroys the stream when the client leaves, and the connection when the stream fails.
    await reply.headers({ ...headers, 'content-length': range ? range.end - range.start + 1 : bytes }).send(stream);
  }
}

/** What is to be made for this client, if it can be of this image. @throws Problem BAD_TRANSFORM */
function wanted(request: FastifyRequest, { width, height }: ImageRow, { transform }: ImageAddress) {
  const format = transform.format === 'auto' ? preferredFormat(request.headers.accept) : transform.format;
  return understood(() => {
    // With the format it is known what is without effect.
    const exact = parseTransform(canonicalModifiers(transform), format);
    layout(exact, { width, height });
    return { modifiers: canonicalModifiers(exact), format };
  });
}

/** @throws Problem BAD_TRANSFORM */
function understood<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof BadTransform) throw new Problem('BAD_TRANSFORM', error.message);
    throw error;
  }
}

/** The name of the image, with the extension of the result. It never begins with a dot, which would hide the file. */
function fileName(name: string, type: string): string {
  const visible = name.replace(/^[.\s]*\./, '_');
  const dot = visible.lastIndexOf('.');
  return `${dot > 0 ? visible.slice(0, dot) : visible}${extensionOf(type)}`;
}
