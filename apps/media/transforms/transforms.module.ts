import { Module } from '@nestjs/common';

import { RateLimits } from '#libs/accounts/rate-limits.js';
import { RateLimitRepository } from '#libs/ports/rate-limit-repository.js';

import { PresetsModule } from '../presets/presets.module.js';
import { Grants } from './grants.js';
import { TransformResults } from './transform-results.js';
import { TransformsController } from './transforms.controller.js';
import { TransformsService } from './transforms.service.js';

/** Any size of an image by its address. */
@Module({
  imports: [PresetsModule],
  controllers: [TransformsController],
  exports: [Grants, TransformsService],
  providers: [
    Grants,
    TransformsService,
    TransformResults,
    { provide: RateLimits, useFactory: (events: RateLimitRepository) => new RateLimits(events), inject: [RateLimitRepository] },
  ],
})
export class TransformsModule {}
