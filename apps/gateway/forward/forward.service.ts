import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';

import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { requestBody } from '#libs/http/body.js';
import { BodyScheduler } from '#libs/http/body-scheduler.js';
import { networkOf } from '#libs/http/client-address.js';

import { Sessions, type Caller } from '../sessions/sessions.js';
import { Upstream, type Outgoing, type Service } from '../upstream/upstream.js';
import { EventStreams, isEventStream } from './event-streams.js';
import { hasBody, headersInward } from './headers.js';
import { checkedPath } from './path.js';
import { StreamedAnswer } from './streamed-answer.js';

export interface ForwardOptions {
  /** Path and query at the service, if they are not those of the request. */
  path?: string;
  /** The request is forwarded with an inner token for this caller; null: without a token. */
  caller: Caller | null;
  /** More headers for the service. */
  headers?: Record<string, string>;
}

/** Forwards requests to auth and media. Bodies and answers are streamed. */
@Injectable()
export class ForwardService {
  /** Shared by all large bodies, so that uploads through this gateway take turns. */
  private readonly scheduler = new BodyScheduler();

  constructor(
    private readonly upstream: Upstream,
    private readonly sessions: Sessions,
    private readonly streams: EventStreams,
  ) {}

  /** Forwards a request and streams the answer to the client. @throws Problem UNAVAILABLE, TIMEOUT, NOT_FOUND before the answer begins */
  async forward(service: Service, request: FastifyRequest, reply: FastifyReply, options: ForwardOptions): Promise<void> {
    const outgoing = await this.outgoing(service, request, reply, options);
    const { caller } = options;
    const onAnswer = (headers: IncomingHttpHeaders, answer: StreamedAnswer) => {
      if (!caller) return;
      this.sessions.noteCall(service, request.method);
      if (isEventStream(headers)) this.streams.watch(answer, caller, request.id);
    };
    await this.upstream.stream(service, outgoing, () => new StreamedAnswer(reply, onAnswer));
  }

  /** Forwards a request and returns status and JSON of the answer (upload form without script: multipart in, a page out). */
  async forwardForJson(
    service: Service,
    request: FastifyRequest,
    reply: FastifyReply,
    options: ForwardOptions,
  ): Promise<{ status: number; body: unknown }> {
    const clientGone = new AbortController();
    const onClose = () => clientGone.abort();
    reply.raw.once('close', onClose);
    try {
      const outgoing = await this.outgoing(service, request, reply, options);
      return await this.upstream.json(service, { ...outgoing, signal: clientGone.signal });
    } finally {
      reply.raw.off('close', onClose);
    }
  }

  private async outgoing(service: Service, request: FastifyRequest, reply: FastifyReply, options: ForwardOptions): Promise<Outgoing> {
    const path = options.path ?? request.url;
    checkedPath(path);
    const withBody = hasBody(request.method, request.headers);
    const { caller } = options;
    const headers = {
      ...headersInward(request.headers, withBody),
      ...options.headers,
      ...(caller && { authorization: `Bearer ${await this.sessions.innerToken(caller, service, request.id)}` }),
      'x-request-id': request.id,
      'x-client-address': request.ip,
    };
    return { method: request.method, path, headers, body: withBody ? this.body(request, reply, caller) : null };
  }

  private body(request: FastifyRequest, reply: FastifyReply, caller: Caller | null): Readable {
    return requestBody(request.raw, reply.raw, { scheduler: this.scheduler, owner: caller?.user.id ?? networkOf(request.ip) });
  }
}
