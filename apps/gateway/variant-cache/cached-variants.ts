import type { IncomingHttpHeaders, ServerResponse } from 'node:http';

import type { FastifyReply, FastifyRequest } from 'fastify';

import { DEFAULT_SIZE, VARIANT_PATTERN, type VariantName } from '#libs/domain/variants.js';
import { isNotModified } from '#libs/http/conditional-request.js';
import { heldBytes, type HeldBytes } from '#libs/http/held-bytes.js';
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

type OriginOfCaller = Omit<RequestOfCaller, 'headers'>;

interface RequestHead {
  method?: string | undefined;
  url?: string | undefined;
  headers: IncomingHttpHeaders;
}

/** How the answers to a request begin: the default headers of the gateway, in which those of media replace others of the same name. */
export interface Defaults {
  /** The same for all requests of its kind, and the same object, so that heads made of it can be kept. */
  common: Readonly<Record<string, string>>;
  requestId: string;
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
    private readonly held = heldBytes,
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
    const defaults = reply.getHeaders() as Record<string, string>;
    this.send(request, reply.raw, variant, headOf(variant, defaults, asked.version));
    return true;
  }

  /**
   * The same at once, for a caller whom auth knew less than two seconds ago.
   * @param origin what says who the caller is @param defaults is called only for a request that is answered
   */
  answerNow(request: RequestHead, response: ServerResponse, origin: OriginOfCaller, defaults: () => Defaults): boolean {
    const asked = this.find(request);
    if (!asked) return false;
    const { headers } = request;
    const { server, protocol, host } = origin;
    const variant = this.variantFor(asked, this.sessions.knownCaller({ server, headers, protocol, host }));
    if (!variant) return false;
    const { common, requestId } = defaults();
    this.send(request, response, variant, keptHead(variant, common, asked.version), requestId);
    return true;
  }

  private find({ method, url = '', headers }: RequestHead): VariantAddress | null {
    if ((method !== 'GET' && method !== 'HEAD') || headers.range !== undefined) return null;
    const asked = variantAddress(url);
    if (!asked || !PLAIN_CONNECTION.test(headers.connection ?? 'close')) return null;
    return this.cache.has(asked.id, asked.size) ? asked : null;
  }

  private send({ method, headers }: RequestHead, response: ServerResponse, variant: CachedVariant, head: Head, requestId?: string): void {
    const isSame = isNotModified(headers, variant);
    const fields = isSame ? head.notModified : head.whole;
    response.writeHead(isSame ? 304 : 200, requestId === undefined ? [...fields] : ['x-request-id', requestId, ...fields]);
    const body = isSame || method === 'HEAD' ? undefined : variant.body;
    if (answers.push({ response, body, held: this.held }) === 1) setImmediate(endAnswers);
  }

  private variantFor({ id, size }: VariantAddress, caller: Caller | null): CachedVariant | undefined {
    const variant = caller?.scopes.includes('read') ? this.cache.get(id, size, caller.user.id) : undefined;
    // Media streams it instead, in small pieces.
    return variant && this.held.admits(variant.body.length) ? variant : undefined;
  }
}

/** The head of an answer, with names and values in turn. */
interface Head {
  whole: readonly string[];
  notModified: readonly string[];
}

/** Heads by variant and default headers: making one costs as much as finding the variant. */
const heads = new WeakMap<CachedVariant, Map<unknown, { named: Head; unnamed: Head }>>();

function keptHead(variant: CachedVariant, common: Defaults['common'], version: string | undefined): Head {
  const ofVariant = heads.get(variant) ?? new Map<unknown, { named: Head; unnamed: Head }>();
  if (ofVariant.size === 0) heads.set(variant, ofVariant);
  let both = ofVariant.get(common);
  if (!both) {
    both = { named: headOf(variant, common, variant.cacheControl.generation), unnamed: headOf(variant, common, undefined) };
    ofVariant.set(common, both);
  }
  return version === variant.cacheControl.generation ? both.named : both.unnamed;
}

function headOf(
  { etag, cacheControl, headers }: CachedVariant,
  defaults: Readonly<Record<string, string>>,
  version: string | undefined,
): Head {
  const common = { ...defaults, etag, 'cache-control': version === cacheControl.generation ? cacheControl.named : cacheControl.unnamed };
  return { whole: Object.entries({ ...common, ...headers }).flat(), notModified: Object.entries(common).flat() };
}

/** The answers to the requests that were read in this round of the event loop. */
let answers: { response: ServerResponse; body: Buffer | undefined; held: HeldBytes }[] = [];

/**
 * Sends them one right after the other. A write in between two requests costs twice as much where the reader sleeps until each answer comes,
 * and half of the time of a 304 is its write.
 */
function endAnswers(): void {
  const all = answers;
  answers = [];
  for (const { response, body, held } of all) {
    response.end(body);
    // Most answers fit into the buffer of their connection, and are held by nobody.
    if (body && response.writableLength > 0) held.takeFor(response, body.length);
  }
}
