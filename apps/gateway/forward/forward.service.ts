import type { IncomingHttpHeaders } from 'node:http';

import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { requestBody } from '#libs/http/body.js';
import { BodyScheduler } from '#libs/http/body-scheduler.js';

import { Sessions, type Caller } from '../sessions/sessions.js';
import { EventStreams, isEventStream } from './event-streams.js';
import { hasBody, headersInward } from './headers.js';
import { jsonOf } from '../upstream/inner-answer.js';
import { plainPath } from './path.js';
import { StreamedAnswer } from './streamed-answer.js';
import { Upstream, type Outgoing, type Service } from '../upstream/upstream.js';

export interface ForwardOptions {
  /** Where to, when it is not the path that was asked for. */
  path?: string;
  /** On whose behalf. */
  caller: Caller | null;
  /** More for the service to know. */
  headers?: Record<string, string>;
}

/** Hands requests on to an inner service as they come, streaming both ways. */
@Injectable()
export class ForwardService {
  /** One line for all uploads that pass through this gateway. */
  private readonly turns = new BodyScheduler();

  constructor(
    private readonly upstream: Upstream,
    private readonly sessions: Sessions,
    private readonly streams: EventStreams,
  ) {}

  /** Streams the request to the service and the answer back. @throws Problem UNAVAILABLE, TIMEOUT, NOT_FOUND while nothing was answered */
  async forward(service: Service, request: FastifyRequest, reply: FastifyReply, options: ForwardOptions): Promise<void> {
    const outgoing = await this.outgoing(service, request, reply, options);
    const { caller } = options;
    const noteCall = (headers: IncomingHttpHeaders, answer: StreamedAnswer) => {
      if (!caller) return;
      this.sessions.noteCall(service, request.method);
      if (isEventStream(headers)) this.streams.watch(answer, caller, request.id);
    };
    await this.upstream.stream(service, outgoing, () => new StreamedAnswer(reply, noteCall));
  }

  /** The same, but gives back status and JSON in the place of answering (the plain upload form: multipart in, JSON results out). */
  async forwardForJson(
    service: Service,
    request: FastifyRequest,
    reply: FastifyReply,
    options: ForwardOptions,
  ): Promise<{ status: number; body: unknown }> {
    const gone = new AbortController();
    const leave = () => gone.abort();
    reply.raw.once('close', leave);
    try {
      const outgoing = await this.outgoing(service, request, reply, options);
      const { status, text } = await this.upstream.text(service, { ...outgoing, signal: gone.signal });
      return { status, body: jsonOf(text) };
    } finally {
      reply.raw.off('close', leave);
    }
  }

  private async outgoing(service: Service, request: FastifyRequest, reply: FastifyReply, options: ForwardOptions): Promise<Outgoing> {
    const path = options.path ?? request.url;
    plainPath(path);
    const withBody = hasBody(request.method, request.headers);
    const { caller } = options;
    const headers = {
      ...headersInward(request.headers, withBody),
      ...options.headers,
      ...(caller && { authorization: `Bearer ${await this.sessions.innerToken(caller.token, service, request.id)}` }),
      'x-request-id': request.id,
      'x-client-address': request.ip,
    };
    return { method: request.method, path, headers, body: withBody ? requestBody(request.raw, reply.raw, this.turns) : null };
  }
}
