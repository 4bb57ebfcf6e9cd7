import type { IncomingHttpHeaders, OutgoingHttpHeaders, ServerResponse } from 'node:http';

import type { FastifyReply, FastifyRequest } from 'fastify';

import { DEFAULT_SIZE, VARIANT_PATTERN, type VariantName } from '#libs/domain/variants.js';
import { isNotModified } from '#libs/http/conditional-request.js';
import type { CachedVariant, VariantCache } from '#libs/variant-cache/variant-cache.js';

import type { Caller, RequestOfCaller, Sessions } from '../sessions/sessions.js';

/** An address of a variant as pages write it. Requests with other parameters are forwarded. */
const ADDRESS = new RegExp(`^/get/([0-9a-z]{26})(?:/(${VARIANT_PATTERN}))?/?(?:\\?(?:exact|v=(\\w*))?)?$`);
/** Other words in Connection can name headers that must not be forwarded, which media would then not see. */
const PLAIN_CONNECTION = /^(?:keep-alive|close)$/i;

/** What an address of a variant names. */
export interface VariantAddress {
  id: string;
  size: VariantName;
  /** The generation that the address names. */
  version: string | undefined;
}

/** Null: the address of something else, or with other parameters. */
export function variantAddress(url: string): VariantAddress | null {
  const address = ADDRESS.exec(url);
  if (!address) return null;
  const [, id = '', size = DEFAULT_SIZE, version] = address as unknown as [string, string, VariantName | undefined, string | undefined];
  return { id, size, version };
}

interface RequestHead {
  method?: string | undefined;
  url?: string | undefined;
  headers: IncomingHttpHeaders;
}

/**
 * The short way of `GET /get/:id/:size` when gateway and media are one process: answers from the variant cache, without a call to media,
 * with the status, headers and bytes that media would send. Media fills the cache after it has read a variant, and every change of an
 * image removes its variants (libs/variant-cache). The caller is checked on every request, as for a forwarded one.
 */
export class CachedVariants {
  constructor(
    private readonly cache: VariantCache,
    private readonly sessions: Sessions,
  ) {}

  /** Answers the request if it can. False: the request must be forwarded; errors are answered on that way too. */
  async answer(request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
    const asked = this.find(request);
    if (!asked) return false;
    const caller = await this.sessions.callerIfKnown(request);
    // Read after the call to auth: an image that was deleted meanwhile must not be sent.
    const variant = this.variantFor(asked, caller);
    if (!variant) return false;
    reply.hijack();
    send(request, reply.raw, { variant, version: asked.version, defaults: reply.getHeaders() as OutgoingHttpHeaders });
    return true;
  }

  /**
   * The same at once, for a caller whom auth knew less than two seconds ago.
   * @param of what says who the caller is @param defaults the headers of every answer, called only for a request that is answered
   */
  answerNow(request: RequestHead, response: ServerResponse, of: () => RequestOfCaller, defaults: () => OutgoingHttpHeaders): boolean {
    const asked = this.find(request);
    const variant = asked && this.variantFor(asked, this.sessions.knownCaller(of()));
    if (!variant) return false;
    send(request, response, { variant, version: asked.version, defaults: defaults() });
    return true;
  }

  private find({ method, url = '', headers }: RequestHead): VariantAddress | null {
    if ((method !== 'GET' && method !== 'HEAD') || headers.range !== undefined) return null;
    const asked = variantAddress(url);
    if (!asked || !PLAIN_CONNECTION.test(headers.connection ?? 'close')) return null;
    return this.cache.has(asked.id, asked.size) ? asked : null;
  }

  private variantFor({ id, size }: VariantAddress, caller: Caller | null): CachedVariant | undefined {
    return caller?.scopes.includes('read') ? this.cache.get(id, size, caller.user.id) : undefined;
  }
}

interface Sent {
  variant: CachedVariant;
  version: string | undefined;
  /** A header of media replaces one of the same name. */
  defaults: OutgoingHttpHeaders;
}

function send({ method, headers }: RequestHead, response: ServerResponse, { variant, version, defaults }: Sent): void {
  const { etag, cacheControl, body } = variant;
  const common = { ...defaults, etag, 'cache-control': version === cacheControl.generation ? cacheControl.named : cacheControl.unnamed };
  if (isNotModified(headers, variant)) response.writeHead(304, common).end();
  else response.writeHead(200, { ...common, ...variant.headers }).end(method === 'HEAD' ? undefined : body);
}
