import { Module } from '@nestjs/common';

import { VariantJobs } from './variant-jobs.js';

/** What several features share about images. */
@Module({ providers: [VariantJobs], exports: [VariantJobs] })
export class ImagesModule {}
