import type { OutgoingHttpHeaders } from 'node:http';

import type { FastifyReply, FastifyRequest } from 'fastify';

import { DEFAULT_SIZE, VARIANT_PATTERN, type VariantName } from '#libs/domain/variants.js';
import { isNotModified } from '#libs/http/conditional-request.js';
import type { VariantCache } from '#libs/variant-cache/variant-cache.js';

import type { Sessions } from '../sessions/sessions.js';

/** An address of a variant as pages write it. Requests with other parameters are forwarded. */
const ADDRESS = new RegExp(`^/get/([0-9a-z]{26})(?:/(${VARIANT_PATTERN}))?/?(?:\\?(?:exact|v=(\\w*))?)?$`);
/** Other words in Connection can name headers that must not be forwarded, which media would then not see. */
const PLAIN_CONNECTION = /^(?:keep-alive|close)$/i;

/**
 * The short way of `GET /get/:id/:size` when gateway and media are one process: answers from the variant cache, without a call to media.
 * In: every request, before routing. Out: the same status, headers and bytes that media would send, or `false`, and then the request goes
 * on to forward/. Media fills the cache after it has read a variant, and every change of an image removes its variants
 * (libs/variant-cache). The caller is checked on every request, as for a forwarded one.
 */
export class CachedVariantHook {
  constructor(
    private readonly cache: VariantCache,
    private readonly sessions: Sessions,
  ) {}

  /** Answers the request if it can. False: the request must be forwarded; errors are answered on that way too. */
  async answer(request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
    const { method, headers } = request;
    if ((method !== 'GET' && method !== 'HEAD') || headers.range !== undefined) return false;
    const address = ADDRESS.exec(request.url);
    if (!address || !PLAIN_CONNECTION.test(headers.connection ?? 'close')) return false;
    const [, id = '', size = DEFAULT_SIZE, version] = address as unknown as [string, string, VariantName | undefined, string | undefined];
    if (!this.cache.has(id, size)) return false;

    const caller = await this.sessions.callerIfKnown(request);
    // Read after the call to auth: an image that was deleted meanwhile must not be sent.
    const variant = caller?.scopes.includes('read') ? this.cache.get(id, size, caller.user.id) : undefined;
    if (!variant) return false;

    const { etag, cacheControl, body } = variant;
    const common: OutgoingHttpHeaders = {
      ...(reply.getHeaders() as OutgoingHttpHeaders),
      etag,
      'cache-control': version === cacheControl.generation ? cacheControl.named : cacheControl.unnamed,
    };
    reply.hijack();
    if (isNotModified(headers, variant)) reply.raw.writeHead(304, common).end();
    else reply.raw.writeHead(200, { ...common, ...variant.headers }).end(method === 'HEAD' ? undefined : body);
    return true;
  }
}
