import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';

import type { Visitor } from '../sessions/sessions.js';

export interface InnerCall<T extends z.ZodType> {
  request: FastifyRequest;
  visitor?: Visitor | null;
  body?: unknown;
  answer?: T;
}

@Injectable()
export class InnerClient {
  /** JSON call to an inner service on behalf of the visitor; a problem+json answer is thrown as the same Problem. */
  json<T extends z.ZodType>(_service: 'auth' | 'media', _method: string, _path: string, _call: InnerCall<T>): Promise<z.output<T>> {
    throw new Error('being written');
  }
}
