import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Problem } from '#libs/api/errors.js';
import type { TransformQuery } from '#libs/api/transform.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';
import { extensionOf } from '#libs/domain/image-types.js';
import { canonicalAddress, type ImageAddress, namesPreset, parseAddress } from '#libs/domain/transform/address.js';
import { layout } from '#libs/domain/transform/layout.js';
import { BadTransform } from '#libs/domain/transform/modifiers.js';
import { boundedBy, NO_PRESETS } from '#libs/domain/transform/presets.js';
import type { Result } from '#libs/domain/transform/results.js';
import { canonicalModifiers, parseTransform, type Transform } from '#libs/domain/transform/transform.js';
import { isNotModified, rangeOf } from '#libs/http/conditional-request.js';
import { ObjectNotFound } from '#libs/ports/errors.js';
import { ObjectStore } from '#libs/ports/object-store.js';

import { contentDisposition } from '../bytes/content-disposition.js';
import { IMMUTABLE, REVALIDATE, SANDBOX, SHARED } from '../bytes/response-headers.js';
import { PresetsService } from '../presets/presets.service.js';
import type { Grant } from './grants.js';
import { preferredFormat } from './preferred-format.js';
import { late, TransformResults } from './transform-results.js';

/** For how long a client may remember where the canonical form is. */
const REDIRECT = 'private, max-age=86400';

/** An image that somebody asks for. */
interface Asked {
  grant: Grant;
  /** What the address says. */
  asked: ImageAddress;
  /** The network address of the client. */
  client: string;
  query: TransformQuery;
}

/** An image that somebody may see. */
export interface ImageAccess {
  grant: Grant;
  /** The image as the grant found it. */
  row: ImageRow;
  /** The network address of the client. */
  client: string;
}

/** What is to be sent of an image. */
interface Wanted {
  transform: Transform;
  query: TransformQuery;
  /** Whether the address means the same of one version of the picture for ever. */
  isFixed: boolean;
  /** More headers of the answer. */
  headers?: Record<string, string>;
}

interface Sent extends Pick<Wanted, 'query'> {
  row: ImageRow;
  /** Cache-Control for a visitor; null: it is for the owner. */
  visitorCache: string | null;
  result: Result;
  headers: Record<string, string>;
  /** Whether the address means these bytes for ever. */
  isFixed: boolean;
  /** Whether the format is the client's choice. */
  isNegotiated: boolean;
}

/** Sends an image as its address says: from the address to the stream. */
@Injectable()
export class TransformsService {
  constructor(
    private readonly objects: ObjectStore,
    private readonly results: TransformResults,
    private readonly presets: PresetsService,
  ) {}

  /**
   * Reads the last segment of an address, decoded, with the presets that its owner has.
   * @throws Problem BAD_TRANSFORM for what can't be read, and for what the grant does not include
   */
  async read({ owner, isPresetOnly }: Pick<Grant, 'owner' | 'isPresetOnly'>, address: string): Promise<ImageAddress> {
    const presets = namesPreset(address) ? await this.presets.of(owner) : NO_PRESETS;
    const asked = understood(() => parseAddress(address, presets));
    if (isPresetOnly && asked.preset === null) throw new Problem('BAD_TRANSFORM', 'Only presets can be used here, such as ID.hero.jpg.');
    return asked;
  }

  /** @throws Problem BAD_TRANSFORM for what can't be made of this image */
  check(row: ImageRow, { transform }: ImageAddress): void {
    understood(() => layout(transform, row));
  }

  /**
   * Answers GET and HEAD. What is not in the canonical form is redirected to it.
   * @throws Problem BAD_TRANSFORM, what `find` of the grant throws, and as `sendTransform`
   */
  async send(request: FastifyRequest, reply: FastifyReply, { grant, asked, client, query }: Asked): Promise<void> {
    const row = await grant.find(asked.id);
    const [path = '', search] = request.url.split('?', 2);
    const right = canonicalAddress(asked);
    if (path.split('/').at(-1) !== right) {
      const location = `${grant.folder}${right}${search === undefined ? '' : `?${search}`}`;
      return void (await reply
        .code(301)
        .headers({ location, 'cache-control': grant.visitorCache?.() ?? REDIRECT, ...(grant.visitorCache !== null && SHARED) })
        .send());
    }
    // What a preset means may change.
    const wanted = { transform: asked.transform, query, isFixed: asked.preset === null };
    await this.sendTransform(request, reply, { grant, row, client }, wanted);
  }

  /**
   * Answers GET and HEAD with what a transform makes of an image.
   * @throws Problem BAD_TRANSFORM, NOT_READY for a rejected image, what `find` of the grant throws, and as TransformResults.find
   */
  async sendTransform(
    request: FastifyRequest,
    reply: FastifyReply,
    { grant, row, client }: ImageAccess,
    { transform, query, isFixed, headers = {} }: Wanted,
  ): Promise<void> {
    expectPicture(row);
    const result = await this.results.find(
      row,
      { ...exactly(request, row, transform, grant.longest), client, isVisitor: grant.visitorCache !== null },
      () => reply.raw.destroyed,
    );
    // It may have been deleted while its result was awaited, or the right to see it ended.
    const current = await grant.find(row.id);
    try {
      await this.sendResult(request, reply, {
        row: current,
        result,
        query,
        visitorCache: grant.visitorCache?.() ?? null,
        // The version of the picture does not change.
        isFixed: isFixed && query.v === String(current.generation),
        isNegotiated: transform.format === 'auto',
        headers,
      });
    } catch (error) {
      if (!(error instanceof ObjectNotFound)) throw error;
      // Removed since it was found: with its picture, or from the full cache.
      await grant.find(row.id);
      throw late();
    }
  }

  /** Preconditions (RFC 9110 section 13), then ranges (section 14), and only then the store. */
  private async sendResult(
    request: FastifyRequest,
    reply: FastifyReply,
    { row, result, query, visitorCache, isFixed, isNegotiated, headers: more }: Sent,
  ): Promise<void> {
    const { bytes, type } = result;
    const validators = { etag: `"${result.digest}"`, lastModified: null };
    const always = {
      ...more,
      etag: validators.etag,
      'cache-control': visitorCache ?? (isFixed ? IMMUTABLE : REVALIDATE),
      ...(isNegotiated && { vary: 'Accept' }),
      ...(visitorCache !== null && SHARED),
    };
    if (isNotModified(request.headers, validators)) return void (await reply.code(304).headers(always).send());
    const disposition = contentDisposition(query.download ? 'attachment' : 'inline', fileName(row.name, type));
    const headers = {
      ...always,
      ...SANDBOX,
      ...(visitorCache !== null && SHARED),
      'content-type': type,
      'content-disposition': disposition,
      'accept-ranges': 'bytes',
    };
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

/** @throws Problem NOT_READY for a rejected image */
export function expectPicture({ state }: ImageRow): void {
  if (state === 'rejected') throw new Problem('NOT_READY', 'This picture could not be decoded. The original is available at size o.');
}

/** What is to be made for this client, if it can be of this image. @throws Problem BAD_TRANSFORM */
function exactly(request: FastifyRequest, { width, height }: ImageRow, transform: Transform, longest: number | null) {
  return understood(() => {
    const bounded = boundedBy(longest, transform);
    const { result } = layout(bounded, { width, height });
    const format = transform.format === 'auto' ? preferredFormat(request.headers.accept, result.width * result.height) : transform.format;
    // With the format it is known what is without effect.
    const exact = parseTransform(canonicalModifiers(bounded), format);
    return { modifiers: canonicalModifiers(exact), format };
  });
}

/** @throws Problem BAD_TRANSFORM */
export function understood<T>(read: () => T): T {
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
