import { Controller, Get } from '@nestjs/common';

import { Problem } from '#libs/contract/errors.js';

import { WorkerService } from './worker.service.js';

@Controller('health')
export class WorkerHealth {
  constructor(private readonly worker: WorkerService) {}

  @Get('live')
  live() {
    return { status: 'ok' };
  }

  @Get('ready')
  async ready() {
    const wrong = await this.worker.wrong();
    if (wrong !== null) throw new Problem('UNAVAILABLE', wrong, { retryAfter: 5 });
    return { status: 'ok' };
  }
}
