import { Controller, Get, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import { Public } from './identity.js';
import { ReadsQuery } from './query.guard.js';
import { Readiness } from './readiness.js';

/** Liveness and readiness. A database that is unavailable makes a service not ready, but is no reason to restart it. A probe may send any query. */
@Public()
@Controller('health')
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @ReadsQuery()
  @Get('live')
  live() {
    return { status: 'ok' };
  }

  @ReadsQuery()
  @Get('ready')
  async ready(@Req() request: FastifyRequest) {
    await this.readiness.check(request.id);
    return { status: 'ok' };
  }
}
