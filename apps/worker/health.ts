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
    const missing = await this.worker.missing();
    if (missing.length > 0) throw new Problem('UNAVAILABLE', `Waiting for: ${missing.join(', ')}.`, { retryAfter: 5 });
    return { status: 'ok' };
  }
}
