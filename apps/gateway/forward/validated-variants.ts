import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';

import type { FastifyReply, FastifyRequest } from 'fastify';

import { SharedCalls } from '#libs/concurrency/shared-calls.js';
import { heldBytes, type HeldBytes } from '#libs/http/held-bytes.js';
import type { AnswerController } from '#libs/http/in-process/answer-handler.js';
import { PopularCache } from '#libs/variant-cache/popular-cache.js';

import { headersOutward } from './headers.js';
import { problemOf } from '../upstream/errors.js';
import type { JsonAnswer } from '../upstream/json-answer.js';
import type { Outgoing } from '../upstream/transport.js';
import type { StreamHandler, Upstream } from '../upstream/upstream.js';
import { variantAddress } from '../variant-cache/cached-variants.js';

/** The bytes that media sent with a strong ETag, which no other bytes ever have. */
interface SentBody {
  /** Id of the user to whom they were sent. */
  owner: string;
  etag: string;
  body: Buffer;
}

/**
 * Variants in the memory of a gateway that does not learn of changes, since media is another process or the database has other clients.
 * Media is asked for each request by HEAD (RFC 9111, section 4.3.5), in the name of the caller: it checks as ever, and answers with all
 * headers or with 304. Only the bytes come from here, when the ETag is still theirs. When it can't tell, the request is refused; on any other
 * answer it is forwarded.
 */
export class ValidatedVariants {
  private readonly bodies = new PopularCache<SentBody>();
  private readonly checks = new SharedCalls<JsonAnswer>();

  constructor(
    private readonly upstream: Upstream,
    private readonly held = heldBytes,
  ) {}

  /**
   * Answers a call to media for a variant whose bytes are here, if they may still be sent. False: it must be forwarded.
   * @throws Problem UNAVAILABLE when media can't tell whether they may
   */
  async answer(outgoing: Outgoing, request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
    const key = keyOf(outgoing);
    if (key === null || !this.bodies.peek(key)) return false;
    const checked = await this.check(outgoing);
    const { status, headers } = checked;
    // Forwarded, it would take as long to be refused a second time.
    if (status >= 500) throw problemOf(checked);
    const found = this.bodies.peek(key);
    const isCurrent = found !== undefined && headers.etag === found.etag;
    if (status === 404 && found?.owner === outgoing.caller?.user.id) this.bodies.remove(key);
    if (!isCurrent || (status !== 200 && status !== 304) || !this.held.admits(found.body.length)) return false;
    this.bodies.get(key);
    reply.hijack();
    // The check may have been made for several requests.
    const own = { ...(reply.getHeaders() as OutgoingHttpHeaders), ...headersOutward(headers), 'x-request-id': request.id };
    reply.raw.writeHead(status, own).end(status === 200 ? found.body : undefined);
    if (reply.raw.writableLength > 0) this.held.takeFor(reply.raw, found.body.length);
    return true;
  }

  /** The handler, which keeps the bytes that it passes on if they are a variant that is asked for often enough. */
  keeping(outgoing: Outgoing, handler: StreamHandler): StreamHandler {
    const key = keyOf(outgoing);
    return key === null ? handler : new KeptAnswer(handler, this.bodies, { key, owner: outgoing.caller!.user.id }, this.held);
  }

  /** What media says of a caller is shared only by requests of the same caller with the same token, address and conditions. */
  private check(outgoing: Outgoing): Promise<JsonAnswer> {
    const { path, caller, headers } = outgoing;
    const asked = [caller?.jwt, path, headers['if-none-match'], headers['if-modified-since']];
    return this.checks.call(JSON.stringify(asked), () => this.upstream.json('media', { ...outgoing, method: 'HEAD', body: null }));
  }
}

/** Null: not a whole variant. */
function keyOf({ method, path, headers, caller }: Outgoing): string | null {
  if (method !== 'GET' || !caller || headers['range'] !== undefined) return null;
  const address = variantAddress(path);
  return address && `${address.id}/${address.size}`;
}

class KeptAnswer implements StreamHandler {
  readonly done: Promise<void>;
  private chunks: Buffer[] | null = null;
  private etag = '';
  private length = 0;

  constructor(
    private readonly handler: StreamHandler,
    private readonly bodies: PopularCache<SentBody>,
    private readonly as: { key: string; owner: string },
    private readonly held: HeldBytes,
  ) {
    this.done = handler.done;
  }

  onRequestStart(controller: AnswerController): void {
    this.handler.onRequestStart?.(controller);
  }

  onResponseStart(controller: AnswerController, status: number, headers: IncomingHttpHeaders): void {
    this.length = Number(headers['content-length']);
    this.etag = headers.etag ?? '';
    // A size instead of the one that is not ready yet must not be kept.
    const isVariant = status === 200 && /^"[^"]+"$/.test(this.etag) && headers['cache-control'] !== 'no-store';
    if (isVariant && this.bodies.admits(this.as.key, this.length) && this.held.admits(this.length)) this.keep();
    this.handler.onResponseStart(controller, status, headers);
  }

  onResponseData(controller: AnswerController, chunk: Buffer | string): void {
    this.chunks?.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
    this.handler.onResponseData(controller, chunk);
  }

  onResponseEnd(): void {
    const body = this.chunks && Buffer.concat(this.chunks);
    if (body?.length === this.length) this.bodies.put(this.as.key, { owner: this.as.owner, etag: this.etag, body });
    this.handler.onResponseEnd();
  }

  onResponseError(controller: AnswerController, error: Error): void {
    this.handler.onResponseError(controller, error);
  }

  /** The client may take its time, in which the bytes are in no cache yet. */
  private keep(): void {
    this.chunks = [];
    const release = this.held.take(this.length);
    this.done.then(release, release);
  }
}
