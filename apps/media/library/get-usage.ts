import { Controller, Get, Inject } from '@nestjs/common';

import { type Usage } from '#libs/contract/image.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { QuotaRepository } from '#libs/ports/quota-repository.js';

import { QUOTA } from '../resources/media-resources.js';

/** How much the caller keeps, and may keep. */
@Controller('api/usage')
export class GetUsage {
  constructor(
    private readonly quotas: QuotaRepository,
    @Inject(QUOTA) private readonly quota: number | null,
  ) {}

  @Needs('read')
  @Get()
  async usage(@Caller() { userId }: Identity): Promise<Usage> {
    const [usage, own] = await Promise.all([this.quotas.usage(userId), this.quotas.quotaOf(userId)]);
    return { ...usage, quota: own ? own.bytes : this.quota };
  }
}
