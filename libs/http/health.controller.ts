import { All, Controller, Get, Param, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import { Problem } from '#libs/api/errors.js';

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

  /** Every other method and address. @throws Problem METHOD_NOT_ALLOWED, NOT_FOUND */
  @ReadsQuery()
  @All(':part')
  other(@Param('part') part: string): never {
    if (part !== 'live' && part !== 'ready') throw new Problem('NOT_FOUND', 'There is nothing at this address.');
    throw new Problem('METHOD_NOT_ALLOWED', 'This address takes GET, HEAD.', { headers: { allow: 'GET, HEAD' } });
  }
}
