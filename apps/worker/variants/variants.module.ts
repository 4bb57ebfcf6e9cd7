import { Module } from '@nestjs/common';

import { VariantMaker } from './make-variants.js';
import { VariantsService } from './variants.service.js';

@Module({ providers: [VariantMaker, VariantsService] })
export class VariantsModule {}
