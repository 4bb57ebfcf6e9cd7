import { Module } from '@nestjs/common';

import { TransformsModule } from '../transforms/transforms.module.js';
import { VariantsModule } from '../variants/variants.module.js';
import { JobsService } from './jobs.service.js';

/** The jobs of the queue, each given to what makes it. */
@Module({ imports: [VariantsModule, TransformsModule], providers: [JobsService] })
export class JobsModule {}
