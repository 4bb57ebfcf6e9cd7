import { Module } from '@nestjs/common';

import { VariantMaker } from './make-variants.js';

@Module({ providers: [VariantMaker], exports: [VariantMaker] })
export class VariantsModule {}
