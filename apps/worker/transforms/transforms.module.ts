import { Module } from '@nestjs/common';

import { TransformMaker } from './make-transform.js';
import { ResultCache } from './result-cache.js';

/** The results of image addresses: made when somebody waits for one, and kept within a bound. */
@Module({ providers: [TransformMaker, ResultCache], exports: [TransformMaker] })
export class TransformsModule {}
