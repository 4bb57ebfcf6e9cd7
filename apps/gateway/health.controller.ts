import { Controller, Get, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import { Problem } from '#libs/contract/errors.js';

import { problemOf } from './forward/inner-answer.js';
import { Upstream, type Service } from './forward/upstream.js';

/** Milliseconds a service has to say that it is ready. */
const PATIENCE = 2_000;

/** Whether the drive lives, and whether it can do its work. */
@Controller('health')
export class HealthController {
  constructor(private readonly upstream: Upstream) {}

  @Get('live')
  live() {
    return { status: 'ok' };
  }

  @Get('ready')
  async ready(@Req() request: FastifyRequest) {
    const wrong = (await Promise.all([this.wrongWith('auth', request), this.wrongWith('media', request)])).filter(Boolean);
    if (wrong.length > 0) throw new Problem('UNAVAILABLE', wrong.join(' '), { retryAfter: 5 });
    return { status: 'ok' };
  }

  /** What a service says is wrong with it, or null. Only what its own problem says, which never holds a secret or an address. */
  private async wrongWith(service: Service, request: FastifyRequest): Promise<string | null> {
    try {
      const headers = { 'x-request-id': request.id };
      const answer = await this.upstream.text(service, { method: 'GET', path: '/health/ready', headers, headersTimeout: PATIENCE });
      return answer.status === 200 ? null : `${service}: ${problemOf(answer).detail}`;
    } catch (error) {
      request.log.warn({ err: error, service }, 'an inner service is not ready');
      return `${service}: no answer.`;
    }
  }
}
