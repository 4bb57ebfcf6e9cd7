import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import type { Visitor } from '../sessions/sessions.js';

export interface ForwardOptions {
  /** Where to, when it is not the path that was asked for. */
  path?: string;
  visitor: Visitor | null;
  headers?: Record<string, string>;
}

@Injectable()
export class Forwarder {
  /** Streams the request to the service and its answer back. */
  forward(_service: 'auth' | 'media', _request: FastifyRequest, _reply: FastifyReply, _options: ForwardOptions): Promise<void> {
    throw new Error('being written');
  }

  /** Same, but returns status and JSON instead of answering (the plain upload form: multipart in, JSON results out). */
  forwardForJson(
    _service: 'auth' | 'media',
    _request: FastifyRequest,
    _reply: FastifyReply,
    _options: ForwardOptions,
  ): Promise<{ status: number; body: unknown }> {
    throw new Error('being written');
  }
}
