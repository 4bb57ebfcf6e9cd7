import type { OutgoingHttpHeaders } from 'node:http';

import type { FastifyReply, FastifyRequest } from 'fastify';

import { DEFAULT_SIZE, VARIANT_PATTERN, type VariantName } from '#libs/domain/variants.js';
import { matchesEtag } from '#libs/http/conditional-request.js';
import type { VariantCache } from '#libs/variant-cache/variant-cache.js';

import type { Sessions } from '../sessions/sessions.js';

/** A made size as our pages ask for it, with nothing that would need a second thought; anything else takes the ordinary way. */
const ADDRESS = new RegExp(String.raw`^/get/([0-9a-z]{26})(?:/(${VARIANT_PATTERN}))?/?(?:\?(?:exact|v=(\w*))?)?$`);
/** With other words in it, it may take headers away from what media would see. */
const PLAIN_CONNECTION = /^(?:keep-alive|close)$/i;

/**
 * Answers for media what media lately answered, to whom it belongs, for as long as their session is valid: byte for byte and header for
 * header what the forwarded answer would be.
 */
export class HotAnswers {
  constructor(
    private readonly hot: VariantCache,
    private readonly sessions: Sessions,
  ) {}

  /** False when the request must take the ordinary way, which also says why nothing may be had. */
  async answer(request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
    const { method, headers } = request;
    if ((method !== 'GET' && method !== 'HEAD') || headers.range !== undefined) return false;
    const address = ADDRESS.exec(request.url);
    if (!address || !PLAIN_CONNECTION.test(headers.connection ?? 'close')) return false;
    const [, id = '', size = DEFAULT_SIZE, version] = address as unknown as [string, string, VariantName | undefined, string | undefined];
    if (!this.hot.has(id, size)) return false;
    const visitor = await this.sessions.visitor(request).catch(() => null);
    // Not before the session is known: what was deleted while auth was asked must not be sent.
    const picture = visitor?.scopes.includes('read') ? this.hot.get(id, size, visitor.user.id) : undefined;
    if (!picture) return false;
    const { etag, cacheControl, body } = picture;
    const lasting = version === cacheControl.generation;
    const common: OutgoingHttpHeaders = {
      ...(reply.getHeaders() as OutgoingHttpHeaders),
      etag,
      'cache-control': lasting ? cacheControl.named : cacheControl.unnamed,
    };
    reply.hijack();
    if (matchesEtag(headers['if-none-match'], etag)) reply.raw.writeHead(304, common).end();
    else reply.raw.writeHead(200, { ...common, ...picture.headers }).end(method === 'HEAD' ? undefined : body);
    return true;
  }
}
