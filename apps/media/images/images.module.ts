import { Module } from '@nestjs/common';

import { Damage } from './damage.js';
import { DriveCheck } from './drive-check.js';
import { LostVariants } from './lost-variants.js';
import { VariantJobs } from './variant-jobs.js';

const SHARED = [VariantJobs, DriveCheck, Damage, LostVariants];

/** What several features share about images. */
@Module({ providers: SHARED, exports: SHARED })
export class ImagesModule {}
