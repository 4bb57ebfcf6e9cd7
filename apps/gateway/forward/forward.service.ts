import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';

import { Injectable, Optional } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Problem } from '#libs/api/errors.js';
import { ConcurrencyLimit } from '#libs/concurrency/concurrency-limit.js';
import { hasBody, requestBody } from '#libs/http/body.js';
import { BodyScheduler } from '#libs/http/body-scheduler.js';
import { networkOf } from '#libs/http/networks.js';

import { Sessions, type Caller } from '../sessions/sessions.js';
import type { JsonAnswer } from '../upstream/json-answer.js';
import type { Outgoing, Service } from '../upstream/transport.js';
import { Upstream } from '../upstream/upstream.js';
import { ValidatedVariants } from './validated-variants.js';
import { EventStreams, isEventStream } from './event-streams.js';
import { headersInward } from './headers.js';
import { checkedPath } from './path.js';
import { StreamedAnswer } from './streamed-answer.js';

/**
 * Requests of one person, or of one network without a log-in, that are forwarded at the same time: uploads, files, archives and event
 * streams. A browser opens six connections, the command line sends four files; each costs memory for as long as its client likes.
 */
const MAX_CONCURRENT = 128;

function tooMany(): Problem {
  const detail = `At most ${MAX_CONCURRENT} requests can be under way at the same time. Wait for some of them, then send this one again.`;
  return new Problem('RATE_LIMITED', detail, { retryAfter: 5 });
}

export interface ForwardOptions {
  /** Method at the service, if it is not that of the request. */
  method?: string;
  /** Path and query at the service, if they are not those of the request. */
  path?: string;
  /** The request is forwarded in the name of this caller; null: nobody is logged in. */
  caller: Caller | null;
  /** More headers for the service. */
  headers?: Record<string, string>;
}

/** Forwards requests to auth and media. Bodies and answers are streamed. */
@Injectable()
export class ForwardService {
  /** Shared by all large bodies, so that uploads through this gateway take turns. */
  private readonly scheduler = new BodyScheduler();
  private readonly concurrent = new ConcurrencyLimit(MAX_CONCURRENT, tooMany);

  constructor(
    private readonly upstream: Upstream,
    private readonly sessions: Sessions,
    private readonly streams: EventStreams,
    /** Only where variants are not in the memory that media fills. */
    @Optional() private readonly variants?: ValidatedVariants,
  ) {}

  /**
   * Forwards a request and streams the answer to the client.
   * @throws Problem UNAVAILABLE, TIMEOUT, NOT_FOUND, RATE_LIMITED before the answer begins
   */
  async forward(service: Service, request: FastifyRequest, reply: FastifyReply, options: ForwardOptions): Promise<void> {
    await this.concurrent.run(callerOf(request, options), () => this.stream(service, request, reply, options));
  }

  private async stream(service: Service, request: FastifyRequest, reply: FastifyReply, options: ForwardOptions): Promise<void> {
    const outgoing = await this.outgoing(service, request, reply, options);
    const { caller } = options;
    const variants = service === 'media' ? this.variants : undefined;
    if (await variants?.answer(outgoing, request, reply)) return;
    const onAnswer = (headers: IncomingHttpHeaders, answer: StreamedAnswer) => {
      if (!caller) return;
      this.sessions.noteCall(service, request.method);
      if (isEventStream(headers)) this.streams.watch(answer, caller, request.id);
    };
    await this.upstream.stream(service, outgoing, () => {
      const answer = new StreamedAnswer(reply, onAnswer);
      return variants?.keeping(outgoing, answer) ?? answer;
    });
  }

  /** Forwards a request and returns the whole answer (upload form without script: multipart in, a page out). */
  async forwardForJson(service: Service, request: FastifyRequest, reply: FastifyReply, options: ForwardOptions): Promise<JsonAnswer> {
    const clientGone = new AbortController();
    const onClose = () => clientGone.abort();
    reply.raw.once('close', onClose);
    try {
      return await this.concurrent.run(callerOf(request, options), async () => {
        const outgoing = await this.outgoing(service, request, reply, options);
        return this.upstream.json(service, outgoing, clientGone.signal);
      });
    } finally {
      reply.raw.off('close', onClose);
    }
  }

  private async outgoing(service: Service, request: FastifyRequest, reply: FastifyReply, options: ForwardOptions): Promise<Outgoing> {
    const path = options.path ?? request.url;
    checkedPath(path);
    const withBody = hasBody(request.method, request.headers);
    const { caller } = options;
    return {
      method: options.method ?? request.method,
      path,
      headers: { ...headersInward(request.headers, withBody), ...options.headers },
      caller: caller && (await this.sessions.callerFor(service, caller, request.id)),
      requestId: request.id,
      clientAddress: request.ip,
      body: withBody ? this.body(request, reply, options) : null,
    };
  }

  private body(request: FastifyRequest, reply: FastifyReply, options: ForwardOptions): Readable {
    return requestBody(request.raw, reply.raw, { scheduler: this.scheduler, owner: callerOf(request, options) });
  }
}

/** Who a request is counted for: the account, or the network of somebody who is not logged in. */
function callerOf(request: FastifyRequest, { caller }: ForwardOptions): string {
  return caller?.user.id ?? networkOf(request.ip);
}
