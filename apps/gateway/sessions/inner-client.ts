import type { IncomingHttpHeaders } from 'node:http';

import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';

import { problemOf } from '../upstream/errors.js';
import type { Service } from '../upstream/transport.js';
import { Upstream } from '../upstream/upstream.js';
import { Sessions, type Caller } from './sessions.js';

export interface InnerCall<T extends z.ZodType> {
  /** The client's request: its id, address and user agent are passed on. */
  request: FastifyRequest;
  /** The call carries an inner token for this caller. */
  caller?: Caller | null;
  /** Sent as JSON. */
  body?: unknown;
  /** More headers for the service. */
  headers?: Record<string, string>;
  /** Gets the headers of the answer when it is no problem. */
  onHeaders?: (headers: IncomingHttpHeaders) => void;
  /** Schema of the answer. Without it the answer is not returned. */
  answer?: T;
}

/** Small JSON calls to auth and media that the gateway makes itself, for pages and sessions. */
@Injectable()
export class InnerClient {
  constructor(
    private readonly upstream: Upstream,
    private readonly sessions: Sessions,
  ) {}

  /** Returns the answer of the service. @throws Problem the problem that the service answered, UNAVAILABLE, TIMEOUT */
  async json<T extends z.ZodType>(service: Service, method: string, path: string, call: InnerCall<T>): Promise<z.output<T>> {
    const { request, caller } = call;
    const headers: Record<string, string> = { ...call.headers };
    if (request.headers['user-agent']) headers['user-agent'] = request.headers['user-agent'];
    if (call.body !== undefined) headers['content-type'] = 'application/json';
    const body = call.body === undefined ? null : JSON.stringify(call.body);
    const answer = await this.upstream.json(service, {
      method,
      path,
      headers,
      body,
      caller: caller ? await this.sessions.callerFor(service, caller, request.id) : null,
      requestId: request.id,
      clientAddress: request.ip,
    });
    if (caller) this.sessions.noteCall(service, method);
    if (answer.status >= 400) throw problemOf(answer);
    call.onHeaders?.(answer.headers);
    return (this.upstream.isSameBuild ? answer.body : call.answer?.parse(answer.body)) as z.output<T>;
  }
}
