import { Controller, Get, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import { Public } from './identity.js';
import { Readiness } from './readiness.js';

/** Whether a service lives, and whether it can do its work: a database that is away is no reason to restart it. */
@Public()
@Controller('health')
export class Health {
  constructor(private readonly readiness: Readiness) {}

  @Get('live')
  live() {
    return { status: 'ok' };
  }

  @Get('ready')
  async ready(@Req() request: FastifyRequest) {
    await this.readiness.check(request.id);
    return { status: 'ok' };
  }
}
