import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';

import { Sessions, type Caller } from './sessions.js';
import { jsonOf, problemOf } from '../upstream/inner-answer.js';
import { Upstream, type Service } from '../upstream/upstream.js';

export interface InnerCall<T extends z.ZodType> {
  /** The request from outside that needs this call: its id, address and user agent go along. */
  request: FastifyRequest;
  /** On whose behalf. */
  caller?: Caller | null;
  /** Sent as JSON. */
  body?: unknown;
  /** More for the service to know. */
  headers?: Record<string, string>;
  /** What the answer must look like; without it nothing is given back. */
  answer?: T;
}

/** Small calls of the gateway's own: JSON out, JSON in. */
@Injectable()
export class InnerClient {
  constructor(
    private readonly upstream: Upstream,
    private readonly sessions: Sessions,
  ) {}

  /** The service's answer. A problem of its own is thrown as the same Problem. @throws Problem UNAVAILABLE, TIMEOUT */
  async json<T extends z.ZodType>(service: Service, method: string, path: string, call: InnerCall<T>): Promise<z.output<T>> {
    const { request, caller, body, answer } = call;
    const headers: Record<string, string> = { ...call.headers, 'x-request-id': request.id, 'x-client-address': request.ip };
    if (request.headers['user-agent']) headers['user-agent'] = request.headers['user-agent'];
    if (body !== undefined) headers['content-type'] = 'application/json';
    if (caller) headers['authorization'] = `Bearer ${await this.sessions.innerToken(caller.token, service, request.id)}`;
    const response = await this.upstream.text(service, {
      method,
      path,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
    });
    if (caller) this.sessions.noteCall(service, method);
    if (response.status >= 400) throw problemOf(response);
    return (answer ? answer.parse(jsonOf(response.text)) : undefined) as z.output<T>;
  }
}
